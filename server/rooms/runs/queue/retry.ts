import type { FailureClass } from "@stoa/contract";
import type { RunSettings } from "../settings.ts";

export interface RetryRule {
  /** How many attempts a run has in all. */
  attempts: number;
  on: readonly FailureClass[];
}

/** What an attempt's failure has to say for itself. */
export interface FailedAttempt {
  failureClass: FailureClass | null;
  /** Failed attempts before this one. */
  failures: number;
  runId: string;
}

/**
 * When a failed attempt is tried again, in milliseconds since 1970; null: never. Doubles from the base to the most, spread by up
 * to a fifth by the run's id, so that runs which failed together do not come back together.
 */
export function retryAt(
  failed: FailedAttempt,
  rule: RetryRule,
  now: number,
  settings: Pick<RunSettings, "retryBaseMs" | "retryMostMs">,
): number | null {
  if (failed.failureClass === null || !rule.on.includes(failed.failureClass)) return null;
  if (failed.failures + 1 >= rule.attempts) return null;
  const plain = Math.min(settings.retryMostMs, settings.retryBaseMs * 2 ** failed.failures);
  const spread = Number.parseInt(failed.runId.slice(-4), 16) / 0xffff;
  return now + Math.round(plain * (1 + spread / 5));
}
