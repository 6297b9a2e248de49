import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import { StoaError } from "../../base/errors.ts";
import type { MachineLog } from "../log.ts";
import { endProcess } from "../supervise/end-process.ts";
import { executableOf, processesIn, processFacts, worksIn } from "../supervise/process-facts.ts";
import { type PostmasterPid, readPostmasterPid } from "./postmaster-pid.ts";

/** postmaster.pid is written within this many milliseconds of the process's start, both known to a second or so. */
const startTolerance = 5_000;

/**
 * After a kill -9 a postmaster may still serve this folder, or its backends outlive it, or only its files remain. A process is ours when
 * executable, folder and (postmaster) start time match; it is stopped: all it had committed is safe. Stale files are removed.
 * @throws StoaError setup
 */
export async function clearOrphan(clusterDir: string, socketFolder: string, log: MachineLog): Promise<"none" | "stale file" | "stopped"> {
  const found = readPostmasterPid(clusterDir);
  const live = found !== undefined && isOurs(found, clusterDir);
  if (live) {
    log.warn({ pid: found.pid }, "stopping a Postgres left over from a start that was killed");
    await endOrRefuse(found.pid, clusterDir);
  }
  for (const pid of processesIn(clusterDir, "postgres")) await endOrRefuse(pid, clusterDir);
  // Postgres itself would wait on a file whose number a stranger (or a zombie) now has.
  for (const stale of [join(clusterDir, "postmaster.pid"), join(socketFolder, ".s.PGSQL.5432"), join(socketFolder, ".s.PGSQL.5432.lock")]) {
    rmSync(stale, { force: true });
  }
  if (live) return "stopped";
  return found ? "stale file" : "none";
}

/** Stops every Postgres that serves this data folder, without starting another. */
export async function stopLeftOver(dataDir: string): Promise<void> {
  const clusterDir = join(dataDir, "postgres");
  for (const pid of processesIn(clusterDir, "postgres")) await endOrRefuse(pid, clusterDir);
}

async function endOrRefuse(pid: number, clusterDir: string): Promise<void> {
  if (
    await endProcess(pid, [
      ["SIGINT", 3_000],
      ["SIGQUIT", 3_000],
      ["SIGKILL", 2_000],
    ])
  )
    return;
  throw new StoaError("setup", {
    what: `A Postgres left over on ${clusterDir} (process ${pid}) does not stop.`,
    fix: `Look at what holds it (a disk that hangs?), then: kill -QUIT ${pid}`,
  });
}

/** Whether the process behind a pid file is the postmaster of this folder and not a later process with its number. */
function isOurs(found: PostmasterPid, clusterDir: string): boolean {
  const facts = processFacts(found.pid);
  if (!facts) return false;
  if (Math.abs(facts.startedAt - found.startedAt) > startTolerance) return false;
  const executable = executableOf(found.pid);
  return executable !== undefined && basename(executable) === "postgres" && worksIn(found.pid, clusterDir);
}
