import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { basename } from "node:path";

/** What the kernel says about a live process; used to tell a process of ours from a stranger that got its number. */
export interface ProcessFacts {
  pid: number;
  /** Clock ticks after boot at which it started: with the pid, unique within one boot. */
  startTicks: number;
  /** The same moment in milliseconds since 1970, to about 1 s. */
  startedAt: number;
  parentPid: number;
  state: string;
}

const ticksPerSecond = 100;

/** Undefined when there is no such process (a zombie is none). */
export function processFacts(pid: number): ProcessFacts | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const stat = readOrUndefined(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name stands in parentheses and may hold spaces and parentheses of its own.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0] ?? "";
  if (state === "Z" || state === "X") return undefined;
  const startTicks = Number(fields[19]);
  return { pid, startTicks, startedAt: bootTime() + (startTicks * 1000) / ticksPerSecond, parentPid: Number(fields[1]), state };
}

/** The executable's file name, or undefined when we may not look. */
export function executableOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, "");
  } catch {
    return undefined;
  }
}

/** Whether the process stands in this directory, whatever name its mount namespace gives it. */
export function worksIn(pid: number, directory: string): boolean {
  try {
    const cwd = statSync(`/proc/${pid}/cwd`);
    const wanted = statSync(directory);
    return cwd.dev === wanted.dev && cwd.ino === wanted.ino;
  } catch {
    return false;
  }
}

/** Live processes of this program that stand in this directory. */
export function processesIn(directory: string, program: string): number[] {
  const pids = readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  return pids.filter((pid) => basename(executableOf(pid) ?? "") === program && worksIn(pid, directory) && processFacts(pid) !== undefined);
}

function bootTime(): number {
  const line = readOrUndefined("/proc/stat")?.match(/^btime (\d+)$/m);
  return Number(line?.[1] ?? 0) * 1000;
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
