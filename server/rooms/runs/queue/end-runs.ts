import { failureTable, type FailureClass } from "@stoa/contract";
import { emitFacts, type TxCtx } from "../../../base/index.ts";
import { noUsage } from "../states.ts";
import { moveToHistory, type EndedRow, type Ending } from "../store/endings.ts";
import { promoteNext } from "../store/ready.ts";

/**
 * Moves runs into history, tells it as one fact each, and lets the next run of each installation forward. Part of a caller's
 * transaction that holds the runs' locks. @returns the rows written, and the customers that have something to claim now.
 */
export async function endRuns(ctx: TxCtx, endings: readonly Ending[]): Promise<{ ended: EndedRow[]; customers: string[] }> {
  const ended = await moveToHistory(ctx.tx, endings);
  await emitFacts(
    ctx,
    ended.map((row) => finishedFact(row)),
  );
  const work = ended.filter((row) => row.kind === "work").map((row) => row.installationId);
  const customers = await promoteNext(ctx.tx, work, ctx.clock.now());
  return { ended, customers };
}

function finishedFact(row: EndedRow) {
  const {
    runId,
    sideId,
    customerId,
    publisherId,
    version,
    kind,
    triggerKind,
    outcome,
    failureClass,
    attempts,
    installationId,
    integrationId,
    releaseId,
    scheduledFor,
    cpuUs,
    memoryKibMs,
    wallMs,
    egressBytes,
    ingressBytes,
    storageBytes,
    reached,
  } = row;
  const usage = { cpuUs, memoryKibMs, wallMs, egressBytes, ingressBytes, storageBytes };
  return {
    type: "run.finished",
    sideId,
    customerId,
    publisherId,
    subject: runId,
    subjectVersion: version,
    data: {
      kind,
      trigger: triggerKind,
      outcome,
      failureClass,
      attempts,
      installationId,
      integrationId,
      releaseId,
      scheduledFor,
      usage,
      reached,
    },
  };
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
