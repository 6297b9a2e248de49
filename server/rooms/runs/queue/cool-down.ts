import type { Verdict } from "@stoa/contract";
import type { TxCtx } from "../../../base/index.ts";
import { coolAccounts, holdForCooling, type CoolingEntry } from "../store/cooling.ts";

const firstMs = 60_000;
const mostMs = 3_600_000;

const tooOften = /\b429\b|too many requests|rate.?limit|quota/i;
const seconds = /\b(?:retry[- _]?after|try again in|wait)\b[^0-9\n]{0,12}(\d{1,6})\s*(ms|millisecond|m(?:in)?\b|minute|h(?:our)?\b)?/i;

/** How long the other service asked to be left alone, by the line behind a verdict; `forMs` null: it did not say. Undefined: it did not ask. */
export function pauseAsked(verdict: Verdict): { forMs: number | null } | undefined {
  if (verdict.outcome !== "failed" || verdict.failureClass !== "upstream") return undefined;
  const text = verdict.evidence?.text ?? "";
  if (!tooOften.test(text)) return undefined;
  const [, number, unit = ""] = seconds.exec(text) ?? [];
  return { forMs: number === undefined ? null : Number(number) * unitMs(unit.toLowerCase()) };
}

function unitMs(unit: string): number {
  if (unit.startsWith("ms") || unit.startsWith("milli")) return 1;
  if (unit.startsWith("m")) return 60_000;
  return unit.startsWith("h") ? 3_600_000 : 1_000;
}

/** Lets the accounts of these runs cool down: their work waits, everyone else's goes on. Within the transaction that ends the runs. */
export async function coolDown({ tx, clock }: TxCtx, entries: readonly CoolingEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const last = new Map(entries.map((entry) => [entry.accountKey, entry]));
  await holdForCooling(tx, await coolAccounts(tx, [...last.values()], { now: clock.now(), firstMs, mostMs }));
}
