import type { Log } from "../../../base/index.ts";

export interface Loop {
  /** Runs the next round now, or right after the one under way. */
  nudge(): void;
  /** Ends after the round under way. */
  stop(): Promise<void>;
}

/**
 * Calls `round` again and again, each time after the pause it returned in milliseconds; a round that throws is logged and waits
 * a second. Never two rounds at once.
 */
export function startLoop(name: string, log: Log, round: () => Promise<number>): Loop {
  const asked = { stop: false, again: false };
  let wakeUp: (() => void) | undefined;
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const turn = async () => {
    while (!asked.stop) {
      asked.again = false;
      const wait = await round().catch((error: unknown) => {
        log.error({ loop: name, err: error }, "a round failed");
        return 1_000;
      });
      if (!asked.stop && !asked.again) await pause(wait);
    }
  };
  const done = turn();
  const nudge = () => {
    asked.again = true;
    wakeUp?.();
  };
  const stop = async () => {
    asked.stop = true;
    wakeUp?.();
    await done;
  };
  return { nudge, stop };
}
