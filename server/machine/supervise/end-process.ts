import { setTimeout as sleep } from "node:timers/promises";
import { processFacts } from "./process-facts.ts";

/** A signal and how long to wait for it to work, in milliseconds. */
export type Step = readonly [signal: NodeJS.Signals, patience: number];

/** Sends each signal in turn until the process is gone. True when it is. Never signals a successor with the same pid. */
export async function endProcess(pid: number, steps: readonly Step[]): Promise<boolean> {
  const before = processFacts(pid);
  if (!before) return true;
  const lives = (): boolean => processFacts(pid)?.startTicks === before.startTicks;
  for (const [signal, patience] of steps) {
    if (!lives()) return true;
    signalQuietly(pid, signal);
    if (await becomes(() => !lives(), patience)) return true;
  }
  return !lives();
}

/** Polls every 20 ms. True as soon as the condition holds, false after `patience` milliseconds. */
export async function becomes(condition: () => boolean, patience: number): Promise<boolean> {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    if (condition()) return true;
    await sleep(20);
  }
  return condition();
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone between the look and the signal.
  }
}
