import type { Fact, FactHandler, TxCtx } from "../../../base/index.ts";
import { resolveRelease } from "../../catalog/index.ts";
import { loadRunnables, type Runnable } from "../../installs/index.ts";
import { removeSecrets } from "../../trust/index.ts";
import { endRuns, plainEnding } from "../queue/end-runs.ts";
import { findWaitingCrons, holdWaiting, promoteNext, releaseHeld } from "../store/ready.ts";
import { cancelOpen } from "../store/runs.ts";
import { dropHooks, dropSchedules, lockSchedules, putSchedules, type ScheduleRow } from "../store/schedules.ts";
import { jitterSeconds, nextDue } from "./next-due.ts";

/**
 * Follows installations: keeps their schedule rows, holds what waits while they are paused, ends everything of those removed. Reads
 * the installations as they are now, so a fact heard late or twice does no harm, and many at once cost little more than one.
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
  handle: (ctx, fact) => follow(ctx, [fact]),
  handleAll: follow,
};

async function follow(ctx: TxCtx, facts: readonly Fact[]): Promise<void> {
  const ids = [...new Set(facts.map((fact) => fact.subject))].toSorted();
  const runnables = await loadRunnables(ctx, ids);
  const there = runnables.filter((one) => one.state !== "removed");
  const idsOf = (rows: readonly Runnable[]): string[] => rows.map((one) => one.installationId);
  const kept = new Set(idsOf(there));
  await endAll(
    ctx,
    ids.filter((id) => !kept.has(id)),
  );
  await keepSchedules(ctx, there, madeUpFrom(facts));
  const paused = idsOf(there.filter((one) => one.state === "paused"));
  if (paused.length > 0) await holdWaiting(ctx.tx, paused);
  const going = idsOf(there.filter((one) => one.state !== "paused"));
  if (going.length > 0 && (await releaseHeld(ctx.tx, going)) > 0) await promoteNext(ctx.tx, going, ctx.clock.now());
}

/** Of pauses that ended by themselves: from when times that passed are made up for, as the program says. */
function madeUpFrom(facts: readonly Fact[]): ReadonlyMap<string, number> {
  return new Map(
    facts.flatMap(({ type, subject, data }) => {
      const from = type === "installation.resumed" ? data["madeUpFrom"] : undefined;
      return typeof from === "number" ? [[subject, from] as const] : [];
    }),
  );
}

async function keepSchedules(ctx: TxCtx, runnables: readonly Runnable[], since: ReadonlyMap<string, number>): Promise<void> {
  const without = runnables.filter((one) => one.schedule === null).map((one) => one.installationId);
  await dropSchedules(ctx.tx, without);
  const scheduled = runnables.filter((one) => one.schedule !== null);
  const found = await lockSchedules(
    ctx.tx,
    scheduled.map((one) => one.installationId),
  );
  const before = new Map(found.map((row) => [row.installationId, row]));
  const policyOf = policies(ctx);
  const waiting = await findWaitingCrons(ctx.tx, [...since.keys()]);
  const rows: ScheduleRow[] = [];
  for (const one of scheduled) {
    const { installationId } = one;
    const old = before.get(installationId);
    const row = makeRow(ctx, one, await policyOf(one), {
      before: old,
      since: since.get(installationId),
      isWaiting: waiting.has(installationId),
    });
    if (row && !isSame(old, row)) rows.push(row);
  }
  await putSchedules(ctx.tx, rows);
}

type Policy = { windowSeconds?: number; backfill?: ScheduleRow["backfill"] };

/** What a release declares of its schedule; asked once for each. */
function policies(ctx: TxCtx): (runnable: Runnable) => Promise<Policy> {
  const known = new Map<string, Promise<Policy>>();
  return ({ integrationId, releaseId }) => {
    const asked = known.get(releaseId) ?? resolveRelease(ctx, { integrationId, releaseId }).then(({ manifest }) => manifest.schedule);
    known.set(releaseId, asked);
    return asked;
  };
}

interface Known {
  before: ScheduleRow | undefined;
  /** When the pause began that ended by itself. */
  since: number | undefined;
  /** A run of the schedule waits. */
  isWaiting: boolean;
}

/**
 * A schedule that somebody resumes goes on with its next time; one whose pause ends by itself with the first it missed, of which its policy says
 * what becomes. One whose times stay keeps its next one, which may be due this moment.
 */
function makeRow(ctx: TxCtx, runnable: Runnable, policy: Policy, { before, since, isWaiting }: Known): ScheduleRow | undefined {
  const { installationId, sideId, customerId, publisherId, schedule, zone } = runnable;
  if (schedule === null) return undefined;
  const now = ctx.clock.now();
  const active = runnable.state === "active";
  const stays = active && before?.active === true && before.cron === schedule && before.zone === zone;
  const jitter = jitterSeconds(installationId, schedule, zone, now, policy.windowSeconds);
  const backfill = policy.backfill ?? "last";
  // A run that waited begins now, before what was missed could join it, and stands for all of that.
  const makesUp = since !== undefined && (!isWaiting || backfill === "all");
  // A time from before the pause whose delay ended in it was missed in it, too.
  const from = makesUp ? since - jitter * 1_000 : now;
  return {
    installationId,
    sideId,
    customerId,
    publisherId,
    cron: schedule,
    zone,
    jitterSeconds: jitter,
    backfill,
    active,
    nextDue: stays ? before.nextDue : active ? nextDue(schedule, zone, from) : null,
  };
}

function isSame(before: ScheduleRow | undefined, row: ScheduleRow): boolean {
  const shape = ({ cron, zone, active, backfill, jitterSeconds: jitter }: ScheduleRow): string =>
    [cron, zone, active, backfill, jitter].join(" ");
  return before !== undefined && shape(before) === shape(row);
}

async function endAll(ctx: TxCtx, installationIds: readonly string[]): Promise<void> {
  if (installationIds.length === 0) return;
  const now = ctx.clock.now();
  await dropSchedules(ctx.tx, installationIds);
  const open = await cancelOpen(ctx.tx, installationIds, now);
  const waiting = open.filter((run) => run.state !== "running");
  await endRuns(
    ctx,
    waiting.map((run) =>
      plainEnding(run.runId, now, { outcome: "cancelled", rule: "removed", sentence: "The integration was removed before the run began." }),
    ),
  );
  for (const { secretId, customerId } of await dropHooks(ctx.tx, installationIds))
    await removeSecrets(ctx, { owner: { kind: "customer", id: customerId }, ids: [secretId] });
}
