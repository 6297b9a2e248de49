import { newId, transaction, type Ctx } from "../../../base/index.ts";
import { loadRunnables, type Runnable } from "../../installs/index.ts";
import { enqueueRuns } from "../queue/enqueue-runs.ts";
import { priorities } from "../scope.ts";
import type { RunSettings } from "../settings.ts";
import type { NewRun } from "../store/ready.ts";
import { advanceSchedules, lockDueSchedules, type ScheduleRow } from "../store/schedules.ts";
import { lastDue, nextDue } from "./next-due.ts";

/** With backfill `none`, later than this a missed time is passed over. */
const graceMs = 5 * 60_000;

/**
 * Engine verb. Queues a run for each schedule whose time has come and moves it on, in one transaction: fired exactly once. Of times
 * missed while nobody looked, the last is run (`last`) or none.
 * @returns how many schedules were moved on
 */
export async function fireSchedules(ctx: Ctx, settings: RunSettings, limit = 1_000): Promise<number> {
  return transaction(ctx, async (inner) => {
    const now = inner.clock.now();
    const due = await lockDueSchedules(inner.tx, now, limit);
    if (due.length === 0) return 0;
    const runnables = new Map(
      (
        await loadRunnables(
          inner,
          due.map((row) => row.installationId),
        )
      ).map((one) => [one.installationId, one]),
    );
    const runs: NewRun[] = [];
    const steps = due.map((row) => {
      const runnable = runnables.get(row.installationId);
      const isActive = runnable?.state === "active";
      const at = dueMoment(row, now);
      if (runnable && isActive && at !== null) runs.push(cronRun(inner, runnable, at));
      return { installationId: row.installationId, nextDue: nextDue(row.cron, row.zone, now), active: isActive };
    });
    await enqueueRuns(inner, runs, settings);
    await advanceSchedules(inner.tx, steps);
    return due.length;
  });
}

/** Which of the times up to now is run; null: none. */
export function dueMoment(row: Pick<ScheduleRow, "cron" | "zone" | "nextDue" | "backfill" | "jitterSeconds">, now: number): number | null {
  if (row.nextDue === null) return null;
  const following = nextDue(row.cron, row.zone, row.nextDue);
  const at =
    following === null || following + row.jitterSeconds * 1_000 > now ? row.nextDue : (lastDue(row.cron, row.zone, now) ?? row.nextDue);
  const late = now - at - row.jitterSeconds * 1_000;
  return row.backfill === "none" && late > graceMs ? null : at;
}

function cronRun(ctx: Ctx, target: Runnable, scheduledFor: number): NewRun {
  const { sideId, hostId, customerId, publisherId, integrationId, installationId, releaseId } = target;
  const now = ctx.clock.now();
  return {
    sideId,
    hostId,
    customerId,
    publisherId,
    integrationId,
    installationId,
    releaseId,
    runId: newId(ctx.clock),
    kind: "work",
    mode: "run",
    triggerKind: "cron",
    priority: priorities.cron,
    dueAt: now,
    queuedAt: now,
    bundle: "cron",
    triggerCount: 1,
    triggerBytes: 0,
    actorKind: "engine",
    actorId: null,
    rerunOf: null,
    scheduledFor,
  };
}
