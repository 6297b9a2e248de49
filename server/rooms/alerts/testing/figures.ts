import type { Figures } from "../figures.ts";

type Known = Omit<Figures, "failingChannels">;

const gib = 1_073_741_824;

/** A deployment in which nothing is wrong at this moment, but for what is given. */
export function fineFigures(now: number, over: Partial<Known> = {}): Known {
  return {
    madeAt: now - 86_400_000,
    runnersUp: 1,
    waiting: 0,
    oldestReadyAt: null,
    backup: { madeAt: now, verifiedAt: now, failedAt: null, error: null },
    disk: { path: "/var/lib/stoa", freeBytes: 50 * gib, totalBytes: 100 * gib },
    oldestTransaction: null,
    spawnerUp: true,
    facts: [],
    ...over,
  };
}
