import { setTimeout as wait } from "node:timers/promises";
import { isSpawnerAway } from "../../sandbox/index.ts";

const pauseMs = 250;

/** True for trouble in reaching the database or the spawner, not something in what was asked of them: it may work in a moment. */
export function isAway(error: unknown): boolean {
  return isSpawnerAway(error) || isDatabaseAway(error);
}

/** Connection trouble, by Postgres' class of the code or the system's name. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (!("code" in error))
    return /^(Connection terminated|Client has encountered|timeout exceeded when trying to connect)/.test(error.message);
  // A socket's folder that is gone with its server, not a file of ours.
  if (error.code === "ENOENT") return "syscall" in error && error.syscall === "connect";
  return /^(ECONN|EPIPE|ETIMEDOUT|08|57|53|40)/.test(String(error.code));
}

/** Does it again until it works, while what it needs is only away. @throws the last error after `withinMs`, or when nobody wants it any more */
export async function patiently<T>(work: () => Promise<T>, { withinMs, isOver }: { withinMs: number; isOver(): boolean }): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error) || isOver() || performance.now() > until) throw error;
      await wait(pauseMs);
    }
  }
}
