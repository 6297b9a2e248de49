import { setTimeout as sleep } from "node:timers/promises";

/** How long something took, and how long it would have taken on processors that nobody else wants. */
export interface OwnTime<T> {
  value: T;
  ms: number;
  /** `ms` over what a known piece of work took beside it: twice the processor time, twice the time. Equal to `ms` on a quiet machine. */
  ownMs: number;
}

/** So much processor time a sample takes, and so long lies between two: one fifth of one processor. */
const sampleMs = 50;
const pauseMs = 200;

/**
 * Waits for `work`, which other processes do, and beside it measures what others take from the machine: a bar on `ownMs` says what the
 * product needs, whoever else is there. Never more than `ms`.
 */
export async function ownTime<T>(work: () => Promise<T>): Promise<OwnTime<T>> {
  const began = performance.now();
  const seen = { wall: 0, cpu: 0, done: false };
  const working = work().finally(() => (seen.done = true));
  do {
    const sample = spin();
    seen.wall += sample.wall;
    seen.cpu += sample.cpu;
    await Promise.race([sleep(pauseMs), working.catch(() => undefined)]);
  } while (!seen.done);
  const value = await working;
  const ms = performance.now() - began;
  return { value, ms, ownMs: ms * Math.min(1, seen.cpu / seen.wall) };
}

/** Computes until this thread has had its share of a processor. */
function spin(): { wall: number; cpu: number } {
  const began = performance.now();
  const before = cpuMs();
  while (cpuMs() - before < sampleMs);
  return { wall: performance.now() - began, cpu: cpuMs() - before };
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
