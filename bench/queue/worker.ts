import { createWake, defaultSettings } from "../../server/rooms/runs/index.ts";
import { completeRuns, makeCompletion, startDispatcher } from "../../server/rooms/runs/testing.ts";
import type { Claims, Place } from "./place.ts";

/** What became of one run, by the clock of this machine. */
export interface Served {
  runId: string;
  customerId: string;
  queuedAt: number;
  claimedAt: number;
}

const gatherMs = 5;

export interface Worker {
  served: Served[];
  /** Tells the dispatcher that these have something waiting, as the API does. */
  tell(customerIds: readonly string[]): void;
  stop(): Promise<void>;
}

/** The product's dispatcher with a runner that holds each run for a time and completes what ends within 5 ms together. */
export function startWorker({ engine }: Place, runnerId: string, jobMs: number): Worker {
  const wake = createWake();
  const served: Served[] = [];
  const held = new Map<string, Claims[number]>();
  let flush: Promise<void> | undefined;
  const settle = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, gatherMs));
    const over = [...held.values()].filter((run) => run.claimedAt + jobMs <= engine.clock.now());
    for (const run of over) held.delete(run.runId);
    flush = undefined;
    const done = await completeRuns(
      engine,
      over.map((run) => makeCompletion(engine.clock, run)),
      defaultSettings,
    );
    wake.queueChanged(done.customers);
  };
  const stopHearing = wake.onClaimed(runnerId, (runs) => {
    for (const run of runs) {
      served.push({ runId: run.runId, customerId: run.customerId, queuedAt: run.queuedAt, claimedAt: run.claimedAt });
      held.set(run.runId, run);
    }
    setTimeout(() => void (flush ??= settle()), jobMs);
  });
  const dispatcher = startDispatcher({ ctx: engine, settings: defaultSettings, wake });
  return {
    served,
    tell: (customerIds) => wake.queueChanged(customerIds),
    stop: async () => {
      await dispatcher.stop();
      stopHearing();
      while (held.size > 0 || flush) {
        await new Promise((resolve) => setTimeout(resolve, jobMs));
        await (flush ??= settle());
      }
    },
  };
}
