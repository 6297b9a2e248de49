import { newId, transaction, type Ctx } from "../../../base/index.ts";
import { enqueueRuns } from "../queue/enqueue-runs.ts";
import { priorities } from "../scope.ts";
import type { RunSettings } from "../settings.ts";
import type { NewRun } from "../store/ready.ts";
import { advanceSchedules, listActiveTargets, lockDueSchedules, type DueTarget, type ScheduleRow } from "../store/schedules.ts";
import { dueStep } from "./missed-times.ts";

/** So many due things are moved on in one transaction. */
export const batch = 1_000;
const lanes = 2;
/** Whoever calls has other things to do between. */
const mostRounds = 5;

/**
 * Queues what is due, in transactions of a thousand, two at a time: a herd keeps one processor of the database busy with each.
 * @returns how many schedules were moved on; 0 when nothing is due any more
 */
export async function fireDue(ctx: Ctx, settings: RunSettings): Promise<number> {
  const lane = async (): Promise<number> => {
    let fired = 0;
    for (let round = 1; round <= mostRounds; round++) {
      const moved = await fireSchedules(ctx, settings, batch);
      fired += moved;
      if (moved < batch) break;
    }
    return fired;
  };
  const first = await fireSchedules(ctx, settings, batch);
  if (first < batch) return first;
  const more = await Promise.all(Array.from({ length: lanes }, lane));
  return more.reduce((sum, fired) => sum + fired, first);
}

/**
 * Engine verb. Queues runs for each schedule whose time has come and moves it on, in one transaction: each due time fires exactly once.
 * A line that cannot be read any more ends its own schedule and holds up no other.
 * @returns how many schedules were moved on
 */
export async function fireSchedules(ctx: Ctx, settings: RunSettings, limit = batch): Promise<number> {
  return transaction(ctx, async (inner) => {
    const now = inner.clock.now();
    const due = await lockDueSchedules(inner.tx, now, limit);
    if (due.length === 0) return 0;
    const ids = due.map((row) => row.installationId);
    const targets = new Map((await listActiveTargets(inner.tx, ids)).map((one) => [one.installationId, one]));
    const runs: NewRun[] = [];
    const steps = due.map((row) => {
      const target = targets.get(row.installationId);
      const next = reckon(inner, row, now, settings.mostBackfill);
      if (target) runs.push(...next.moments.map((at) => cronRun(inner, row, target, at, next.moments.length > 1)));
      return { installationId: row.installationId, nextDue: next.at, active: target !== undefined };
    });
    await enqueueRuns(inner, runs, settings);
    await advanceSchedules(inner.tx, steps);
    return due.length;
  });
}

function reckon(ctx: Ctx, row: ScheduleRow, now: number, most: number): { moments: number[]; at: number | null } {
  const { cron, zone, installationId } = row;
  try {
    return dueStep(row, now, most);
  } catch (error) {
    ctx.log.error({ installationId, cron, zone, err: error }, "a schedule cannot be read and is ended; saving it anew starts it again");
    return { moments: [], at: null };
  }
}

/** With backfill `all` each time is a run of its own; several at once go after what is asked for now. */
function cronRun(ctx: Ctx, row: ScheduleRow, target: DueTarget, scheduledFor: number, isOneOfSeveral: boolean): NewRun {
  const now = ctx.clock.now();
  return {
    ...target,
    runId: newId(ctx.clock),
    kind: "work",
    mode: "run",
    triggerKind: "cron",
    priority: isOneOfSeveral ? priorities.backfill : priorities.cron,
    dueAt: now,
    queuedAt: now,
    bundle: row.backfill === "all" ? null : "cron",
    triggerCount: 1,
    triggerBytes: 0,
    actorKind: "engine",
    actorId: null,
    rerunOf: null,
    scheduledFor,
  };
}
