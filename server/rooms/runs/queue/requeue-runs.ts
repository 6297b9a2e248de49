import { transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { frontPriority } from "../scope.ts";
import type { RunSettings } from "../settings.ts";
import { noUsage, type AttemptOutcome } from "../states.ts";
import { insertAttempts, lockHeldBy, requeueRuns, type HeldRow } from "../store/endings.ts";
import { findOrphaned, forgetHanded } from "../store/handed.ts";
import { endRunners } from "../store/runners.ts";
import { endRuns, plainEnding } from "./end-runs.ts";

export interface Requeued {
  runners: string[];
  runs: string[];
  ended: string[];
  customers: string[];
}

/** Engine verb. Runners whose lease ran out are gone; what they held is requeued, each run for its next attempt, and so is what is still with one that went before. */
export async function requeueExpired(ctx: Ctx, settings: Pick<RunSettings, "mostLosses">): Promise<Requeued> {
  return transaction(ctx, async (inner) => {
    const expired = await endRunners(inner.tx, { expired: true });
    const orphans = await findOrphaned(inner.tx);
    return requeueHeldBy(inner, [...new Set([...expired, ...orphans])], settings);
  });
}

/** Engine verb. What a predecessor at this place held is requeued at once; its processes are already ended. */
export async function requeueReplaced(ctx: Ctx, place: string, settings: Pick<RunSettings, "mostLosses">): Promise<Requeued> {
  return transaction(ctx, async (inner) => requeueHeldBy(inner, await endRunners(inner.tx, { place }), settings));
}

/** Engine verb. A runner that lost its lease and has ended all its attempts: what it held is requeued at once. */
export async function requeueLeft(ctx: Ctx, runnerId: string, settings: Pick<RunSettings, "mostLosses">): Promise<Requeued> {
  return transaction(ctx, async (inner) => requeueHeldBy(inner, await endRunners(inner.tx, { ids: [runnerId] }), settings));
}

/** Lost attempts are counted apart from failed ones: a run that takes its runner down every time must end some day. */
async function requeueHeldBy(ctx: TxCtx, runners: string[], settings: Pick<RunSettings, "mostLosses">): Promise<Requeued> {
  if (runners.length === 0) return { runners, runs: [], ended: [], customers: [] };
  const now = ctx.clock.now();
  const rows = await lockHeldBy(ctx.tx, runners);
  await insertAttempts(
    ctx.tx,
    rows.map((row) => lostAttempt(row, now)),
  );
  await forgetHanded(ctx.tx, runners);
  const over = rows.filter((row) => row.cancelAt !== null || row.losses + 1 >= settings.mostLosses);
  const again = rows.filter((row) => !over.includes(row));
  const customers = await requeueRuns(
    ctx.tx,
    again.map((row) => ({
      runId: row.runId,
      state: "queued",
      dueAt: now,
      failures: row.failures,
      losses: row.losses + 1,
      lastClass: "platform",
      priority: frontPriority,
    })),
  );
  const { ended, customers: more } = await endRuns(
    ctx,
    over.map((row) => endingOf(row, now)),
  );
  return { runners, runs: again.map((row) => row.runId), ended: ended.map((row) => row.runId), customers: [...customers, ...more] };
}

function endingOf(row: HeldRow, now: number) {
  if (row.cancelAt !== null)
    return plainEnding(row.runId, now, { outcome: "cancelled", rule: "cancelled", sentence: "The run was cancelled." });
  return plainEnding(row.runId, now, { outcome: "failed", failureClass: "platform", rule: "lost", sentence: lostForGood(row.losses + 1) });
}

/** How a run is judged that no machine survives. */
export function lostForGood(losses: number): string {
  return `Stoa lost this run ${losses} times with the machine it ran on and does not try it again; its operator sees this.`;
}

function lostAttempt(row: HeldRow, now: number) {
  const outcome: AttemptOutcome = "lost";
  const { runId, attempt, runnerId, sideId, customerId, publisherId, claimedAt } = row;
  return {
    runId,
    attempt,
    runnerId,
    sideId,
    customerId,
    publisherId,
    claimedAt,
    endedAt: now,
    outcome,
    failureClass: "platform",
    rule: "lost",
    sentence: "The runner was lost; the run is taken up again.",
    exitCode: null,
    signal: null,
    retryAt: null,
    usage: noUsage,
    logLines: 0,
    logBytes: 0,
  };
}
