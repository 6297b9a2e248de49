import { readFileSync } from "node:fs";
import { join } from "node:path";

/** postmaster.pid as Postgres writes it: one value a line. */
export interface PostmasterPid {
  pid: number;
  clusterDir: string;
  /** Milliseconds since 1970, to 1 s. */
  startedAt: number;
  ready: boolean;
}

/** Undefined when there is none, or one too broken to name a process. */
export function readPostmasterPid(clusterDir: string): PostmasterPid | undefined {
  const lines = readLines(join(clusterDir, "postmaster.pid"));
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, clusterDir: lines[1] ?? "", startedAt: Number(lines[2]) * 1000, ready: lines[7]?.trim() === "ready" };
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}
