import type { FactHandler, TxCtx } from "../../../base/index.ts";
import { loadRunnables, type Runnable } from "../../installs/index.ts";
import { removeSecrets } from "../../trust/index.ts";
import { endRuns, plainEnding } from "../queue/end-runs.ts";
import { holdWaiting, promoteNext, releaseHeld } from "../store/ready.ts";
import { cancelOpen } from "../store/runs.ts";
import { dropHooks, dropSchedules, findSchedule, putSchedule } from "../store/schedules.ts";
import { jitterSeconds, nextDue } from "./next-due.ts";

/**
 * Follows installations: keeps their schedule rows, holds what waits while they are paused, ends everything of those removed. Reads
 * the installation as it is now, so a fact heard late or twice does no harm.
 */
export const followInstallations: FactHandler = {
  name: "runs.follow-installations",
  types: [
    "installation.installed",
    "installation.configured",
    "installation.paused",
    "installation.resumed",
    "installation.removed",
    "installation.upgraded",
  ],
  async handle(ctx, fact) {
    const [runnable] = await loadRunnables(ctx, [fact.subject]);
    if (!runnable || runnable.state === "removed") return endAll(ctx, fact.subject);
    await keepSchedule(ctx, runnable);
    if (runnable.state === "paused") await holdWaiting(ctx.tx, [fact.subject]);
    else if ((await releaseHeld(ctx.tx, [fact.subject])) > 0) await promoteNext(ctx.tx, [fact.subject], ctx.clock.now());
  },
};

async function keepSchedule(ctx: TxCtx, runnable: Runnable): Promise<void> {
  const { installationId, sideId, customerId, publisherId, schedule, zone } = runnable;
  const active = runnable.state === "active";
  if (schedule === null) return dropSchedules(ctx.tx, [installationId]);
  const before = await findSchedule(ctx.tx, installationId);
  if (before && before.cron === schedule && before.zone === zone && before.active === active) return;
  const now = ctx.clock.now();
  const jitter = jitterSeconds(installationId, schedule, zone, now);
  await putSchedule(ctx.tx, {
    installationId,
    sideId,
    customerId,
    publisherId,
    cron: schedule,
    zone,
    jitterSeconds: jitter,
    active,
    nextDue: active ? nextDue(schedule, zone, now) : null,
  });
}

async function endAll(ctx: TxCtx, installationId: string): Promise<void> {
  const now = ctx.clock.now();
  await dropSchedules(ctx.tx, [installationId]);
  const open = await cancelOpen(ctx.tx, [installationId], now);
  const waiting = open.filter((run) => run.state !== "running");
  await endRuns(
    ctx,
    waiting.map((run) =>
      plainEnding(run.runId, now, { outcome: "cancelled", rule: "removed", sentence: "The integration was removed before the run began." }),
    ),
  );
  for (const { secretId, customerId } of await dropHooks(ctx.tx, [installationId]))
    await removeSecrets(ctx, { owner: { kind: "customer", id: customerId }, ids: [secretId] });
}
