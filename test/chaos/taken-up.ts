import type { Kill } from "./kill-part.ts";
import type { AttemptRow } from "./store.ts";

/** A lost attempt, and how long all parts could have acted before its run had its next one. */
export interface TakenUp {
  runId: string;
  attempt: number;
  ms: number;
}

/**
 * How long each lost run waited for its next attempt, from its kill on, not counting the time in which a part was not back: then nobody
 * could act. @param attempts of all runs, each run's in order
 */
export function measureTakenUp(attempts: ReadonlyMap<string, readonly AttemptRow[]>, kills: readonly Kill[]): TakenUp[] {
  return [...attempts].flatMap(([runId, tried]) =>
    tried.flatMap((one, index) => {
      const next = tried[index + 1];
      if (one.outcome !== "lost" || !next) return [];
      const from = kills.find((kill) => kill.backAt > one.claimedAt)?.killedAt ?? one.endedAt;
      return [{ runId, attempt: one.attempt, ms: actingTime(Math.max(from, one.claimedAt), next.claimedAt, kills) }];
    }),
  );
}

/** Milliseconds of a span in which no part was down. */
export function actingTime(from: number, to: number, kills: readonly Kill[]): number {
  const down = kills.reduce((sum, kill) => sum + Math.max(0, Math.min(to, kill.backAt) - Math.max(from, kill.killedAt)), 0);
  return Math.max(0, to - from - down);
}
