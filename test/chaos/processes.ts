import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { processFacts, type ProcessFacts } from "../../server/machine/supervise/process-facts.ts";
import { stateOf } from "./reach.ts";

/** A process as it was seen: its number alone may be given to another one later. */
type Seen = Pick<ProcessFacts, "pid" | "startTicks">;

function everyProcess(): ProcessFacts[] {
  return readdirSync("/proc")
    .map((name) => processFacts(Number(name)))
    .filter((facts) => facts !== undefined);
}

/** A process and all it started, as far as they are still its children's children. */
export function familyOf(pid: number): ProcessFacts[] {
  const all = everyProcess();
  const family = all.filter((one) => one.pid === pid);
  for (const member of family) family.push(...all.filter((one) => one.parentPid === member.pid));
  return family;
}

/** SIGKILL to each that is still the process that was seen. */
export function killThese(seen: readonly Seen[]): void {
  for (const { pid, startTicks } of seen) {
    if (pid < 2 || processFacts(pid)?.startTicks !== startTicks) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // it ended with the one before it
    }
  }
}

/** SIGKILL to supervisor, server, spawner and every process of Postgres at once. Boxes must end by themselves. @returns all that must be gone now */
export async function killAll(dataDir: string): Promise<Seen[]> {
  const { supervisor, parts } = await stateOf(dataDir);
  const family = familyOf(supervisor);
  const named = new Set([supervisor, ...Object.values(parts), ...familyOf(parts["postgres"] ?? 0).map((one) => one.pid)]);
  killThese(family.filter((one) => named.has(one.pid)));
  return family;
}

/** Those of them that still live after some time. */
export async function survivors(seen: readonly Seen[], withinMs: number): Promise<number[]> {
  const until = performance.now() + withinMs;
  for (;;) {
    const left = seen.filter((one) => processFacts(one.pid)?.startTicks === one.startTicks);
    if (left.length === 0 || performance.now() > until) return left.map((one) => one.pid);
    await wait(50);
  }
}

/** Live processes whose command or environment names the data folder. */
export function processesOf(dataDir: string): number[] {
  return everyProcess().flatMap(({ pid }) => (pid !== process.pid && names(pid, dataDir) ? [pid] : []));
}

function names(pid: number, text: string): boolean {
  return ["cmdline", "environ"].some((file) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8").includes(text);
    } catch {
      return false;
    }
  });
}
