import type { BlobStore } from "../../../base/blobs/index.ts";
import { engineCtx, transaction, type Clock, type Ctx, type Db, type KeyRing, type Log } from "../../../base/index.ts";
import { startLoop } from "../dispatch/loop.ts";
import type { Wake } from "../dispatch/wake.ts";
import { expireRunners } from "../queue/give-back-runs.ts";
import type { RunSettings } from "../settings.ts";
import { wakeDue } from "../store/ready.ts";
import { fireSchedules } from "./fire-schedules.ts";
import { dropHistory, expireWaiting, makePartitions, sweepRuns } from "./keep-history.ts";

export interface SchedulerDeps {
  db: Db;
  clock: Clock;
  log: Log;
  keys: KeyRing | undefined;
  blobs: BlobStore;
  wake: Wake;
  settings: RunSettings;
}

const tickMs = 500;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/**
 * What time does to runs: schedules fire, retries come due, lost runners' runs are given back, history gets its partitions and
 * loses its oldest. Several may run at once; each step is settled by row locks.
 */
export async function startScheduler(deps: SchedulerDeps): Promise<{ stop(): Promise<void> }> {
  const ctx: Ctx = { ...engineCtx(deps, "scheduler"), keys: deps.keys };
  await makePartitions(ctx);
  const loops = [
    startLoop("schedules", deps.log, () => fire(ctx, deps)),
    startLoop("sweeper", deps.log, sweeper(ctx, deps)),
    startLoop("waiting", deps.log, async () => {
      await expireWaiting(ctx, deps.settings);
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

async function fire(ctx: Ctx, { settings, wake }: SchedulerDeps): Promise<number> {
  const batch = 1_000;
  const fired = await fireSchedules(ctx, settings, batch);
  const woken = await transaction(ctx, ({ tx, clock }) => wakeDue(tx, clock.now(), batch));
  if (fired + woken.length > 0) wake.queueChanged(woken);
  return fired === batch || woken.length === batch ? 0 : tickMs;
}

/** Takes nothing back before it has itself been connected for one lease: a database that was away made every runner look lost. */
function sweeper(ctx: Ctx, { settings, wake, log }: SchedulerDeps): () => Promise<number> {
  let connectedAt = performance.now();
  return async () => {
    try {
      if (performance.now() - connectedAt >= settings.leaseMs) {
        const back = await expireRunners(ctx, settings);
        if (back.runners.length > 0)
          log.warn({ runners: back.runners, runs: back.runs.length }, "runners were lost; their runs are taken up again");
        if (back.customers.length > 0) wake.queueChanged(back.customers);
      } else await transaction(ctx, async () => undefined);
      return 1_000;
    } catch (error) {
      connectedAt = performance.now();
      throw error;
    }
  };
}
