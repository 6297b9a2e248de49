import { failureTable, type FailureClass } from "@stoa/contract";
import { together, type TxCtx } from "../../../base/index.ts";
import { noUsage, type ReadyState } from "../states.ts";
import { moveToHistory, type EndedRow, type Ending } from "../store/history.ts";
import { promoteNext } from "../store/ready.ts";

/**
 * Moves runs into history, tells it as one fact each, and lets the next run of each installation forward. Part of a caller's
 * transaction that holds the runs' locks, or ends them under their fences. @returns who ended, and the customers that have something to claim now.
 * @param installationIds where the next run may come forward, where the caller knows: then nobody waits to learn it
 */
export async function endRuns(
  ctx: TxCtx,
  endings: readonly Ending[],
  installationIds?: readonly string[],
): Promise<{ ended: EndedRow[]; customers: string[] }> {
  if (installationIds) {
    const [ended, customers] = await together(moveToHistory(ctx, endings), promoteNext(ctx.tx, installationIds, ctx.clock.now()));
    return { ended, customers };
  }
  const ended = await moveToHistory(ctx, endings);
  // Only now: whoever put a run behind one of these had locked it until its own commit.
  const work = ended.filter((row) => row.kind === "work").map((row) => row.installationId);
  const customers = await promoteNext(ctx.tx, work, ctx.clock.now());
  return { ended, customers };
}

const nothingCounted = { created: 0, updated: 0, skipped: 0, failed: 0 };

/** How a run ends that no program's verdict ended: cancelled while it waited, lost too often, waited too long. */
export function plainEnding(
  runId: string,
  endedAt: number,
  what: { outcome: "cancelled" | "failed"; failureClass?: FailureClass; rule: string; sentence: string },
): Ending {
  const failureClass = what.failureClass ?? null;
  return {
    runId,
    endedAt,
    outcome: what.outcome,
    failureClass,
    rule: what.rule,
    owner: failureClass === null ? null : failureTable[failureClass].owner,
    sentence: what.sentence,
    evidence: null,
    counts: nothingCounted,
    failedTotal: 0,
    releaseId: null,
    configDigest: null,
    stateAfter: null,
    usage: noUsage,
    result: null,
    contacted: null,
  };
}

/** How a run ends that waited for so long as it may: a failure of ours, unless its own people paused it. `why` names who said how long. */
export function waitedEnding(
  run: { runId: string; state: ReadyState },
  endedAt: number,
  { waited, why = "" }: { waited: string; why?: string },
): Ending {
  const rule = "waited-too-long";
  if (run.state !== "held") {
    const sentence = `The run waited for ${waited} without being begun${why === "" ? "" : `, ${why}`}, and was given up.`;
    return plainEnding(run.runId, endedAt, { outcome: "failed", failureClass: "platform", rule, sentence });
  }
  const sentence = `The installation is paused; the run waited for ${waited}${why === "" ? "" : `, ${why},`} and was given up.`;
  return plainEnding(run.runId, endedAt, { outcome: "cancelled", rule, sentence });
}
