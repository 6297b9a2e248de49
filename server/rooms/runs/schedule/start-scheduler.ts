import type { BlobStore } from "../../../base/blobs/index.ts";
import { engineCtx, transaction, type Clock, type Ctx, type Db, type KeyRing, type Log } from "../../../base/index.ts";
import { startLoop } from "../dispatch/loop.ts";
import type { Wake } from "../dispatch/wake.ts";
import { requeueExpired } from "../queue/requeue-runs.ts";
import type { RunSettings } from "../settings.ts";
import { noteOrphans } from "../store/handed.ts";
import { wakeDue } from "../store/ready.ts";
import { readOutlook } from "../store/schedules.ts";
import { batch, fireDue } from "./fire-schedules.ts";
import { dropHistory, expireWaiting, makePartitions, sweepRuns } from "./keep-history.ts";
import { wakeLeft } from "./wake-left.ts";

export interface SchedulerDeps {
  db: Db;
  clock: Clock;
  log: Log;
  keys: KeyRing | undefined;
  blobs: BlobStore;
  wake: Wake;
  settings: RunSettings;
}

/** How long one looks ahead, and sleeps at most: schedules and retries made meanwhile are seen then. */
const lookMs = 1_200;
/** The least pause while something is due that another scheduler has in its hands. */
const leastMs = 50;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/**
 * What time does to runs: schedules fire, retries come due, lost runners' runs are requeued, history gets its partitions and
 * loses its oldest. Several may run at once; each step is settled by row locks. Idle it asks one question every 1.2 s, however many schedules there are.
 */
export async function startScheduler(deps: SchedulerDeps): Promise<{ stop(): Promise<void> }> {
  const ctx: Ctx = { ...engineCtx(deps, "scheduler"), keys: deps.keys };
  await makePartitions(ctx);
  const loops = [
    startLoop("time", deps.log, timeKeeper(ctx, deps)),
    startLoop("waiting", deps.log, async () => {
      await wakeLeft(ctx);
      await expireWaiting(ctx, deps.settings);
      await transaction(ctx, ({ tx }) => noteOrphans(tx));
      return minuteMs;
    }),
    startLoop("history", deps.log, async () => {
      await makePartitions(ctx);
      await dropHistory(ctx, deps.blobs, deps.settings);
      await sweepRuns(ctx, deps.blobs, deps.settings);
      return hourMs;
    }),
  ];
  return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) };
}

/**
 * One round: look what is due, do it, tell how long to sleep. Nothing of a runner is requeued before we have ourselves been connected for
 * one lease: a database that was away made every runner look lost. A step that fails holds up no other.
 */
function timeKeeper(ctx: Ctx, { settings, wake, log }: SchedulerDeps): () => Promise<number> {
  let connectedAt = performance.now();
  let failed = false;
  const attempt = async <T>(what: string, step: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      failed = true;
      log.error({ step: what, err: error }, "a step of the scheduler failed; it is tried again");
      return otherwise;
    }
  };
  return async () => {
    const outlook = await transaction(ctx, ({ tx }) => readOutlook(tx)).catch((error: unknown) => {
      connectedAt = performance.now();
      throw error;
    });
    failed = false;
    const now = ctx.clock.now();
    const isDue = (at: number | null): boolean => at !== null && at <= now;
    const fired = isDue(outlook.fireAt) ? await attempt("schedules", () => fireDue(ctx, settings), 0) : 0;
    const woken = isDue(outlook.retryAt)
      ? await attempt("retries", () => transaction(ctx, ({ tx, clock }) => wakeDue(tx, clock.now(), batch)), [])
      : [];
    if (fired + woken.length > 0) wake.queueChanged(woken);
    const isSettled = performance.now() - connectedAt >= settings.leaseMs;
    if (outlook.runnersLost && isSettled) await attempt("lost runners", () => requeueLost(ctx, settings, wake), undefined);
    if (fired >= batch || woken.length === batch) return 0;
    if (failed) return lookMs;
    const ahead = Math.min(...[outlook.fireAt, outlook.retryAt].flatMap((at) => (at === null ? [] : [at - ctx.clock.now()])), lookMs);
    return Math.max(leastMs, ahead);
  };
}

async function requeueLost(ctx: Ctx, settings: RunSettings, wake: Wake): Promise<void> {
  const back = await requeueExpired(ctx, settings);
  if (back.runners.length > 0)
    ctx.log.warn({ runners: back.runners, runs: back.runs.length }, "runners were lost; their runs are requeued");
  if (back.customers.length > 0) wake.queueChanged(back.customers);
}
