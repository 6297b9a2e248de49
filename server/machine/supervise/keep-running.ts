import { setTimeout as sleep } from "node:timers/promises";
import type { MachineLog } from "../log.ts";

/** A part of the deployment that runs as a process of its own. */
export interface Running {
  pid: number;
  /** Resolves with the reason when it ends, asked to or not. */
  ended: Promise<string>;
  /** Asks it to end, and makes it end. */
  stop(): Promise<void>;
}

export interface Kept<Part extends Running> {
  current(): Part;
  stop(): Promise<void>;
}

interface Keeping<Part extends Running> {
  name: string;
  start(): Promise<Part>;
  log: MachineLog;
  /** Called after a restart worked. */
  restarted?(part: Part): void;
  /** Called once when it ended too often to go on. */
  giveUp(reason: string): void;
}

const mostEnds = 5;
const window = 60_000;

/** Starts a part and starts it again, ever slower, when it ends unasked; after 5 ends in a minute it gives up. */
export async function keepRunning<Part extends Running>(keeping: Keeping<Part>): Promise<Kept<Part>> {
  let part = await keeping.start();
  const stopping = new AbortController();
  const watched = watch();

  async function watch(): Promise<void> {
    let ends: number[] = [];
    while (!stopping.signal.aborted) {
      const reason = await part.ended;
      if (stopping.signal.aborted) return;
      ends = [...ends.filter((moment) => performance.now() - moment < window), performance.now()];
      if (ends.length >= mostEnds) return keeping.giveUp(`${keeping.name} ended ${ends.length} times within a minute; last: ${reason}`);
      keeping.log.warn({ part: keeping.name, reason }, "a part ended unasked; starting it again");
      await sleep(250 * 2 ** (ends.length - 1), undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!stopping.signal.aborted) await startAgain();
    }
  }

  async function startAgain(): Promise<void> {
    try {
      part = await keeping.start();
      keeping.restarted?.(part);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      part = { ...part, ended: Promise.resolve(reason) };
    }
  }

  return {
    current: () => part,
    stop: async () => {
      stopping.abort();
      await part.stop();
      await watched;
      // A restart that was under way has made another one.
      await part.stop();
    },
  };
}
