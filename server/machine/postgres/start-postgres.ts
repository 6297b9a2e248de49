import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { StoaError } from "../../base/errors.ts";
import type { MachineLog } from "../log.ts";
import { childCommand } from "../supervise/child-command.ts";
import { becomes, endProcess } from "../supervise/end-process.ts";
import type { RunAs } from "../supervise/run-as.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { clearOrphan } from "./clear-orphan.ts";
import { initCluster, superuser } from "./init-cluster.ts";
import { readPostmasterPid } from "./postmaster-pid.ts";
import { type Purpose, settingArguments } from "./settings.ts";
import { makePrivate, socketDir } from "./socket-dir.ts";

/** How to reach a database: `pg`'s own names. `host` is the folder of the Unix socket, 0700, so no password is needed. */
export interface PgConfig {
  host: string;
  port: number;
  user: string;
  database: string;
}

export interface RunningPostgres {
  /** The superuser at the maintenance database: only for preparing databases and roles. */
  superuser: PgConfig;
  pid: number;
  /** Resolves with the reason when the server ends, asked to or not. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** The data folder; the cluster is `<dataDir>/postgres`. */
  dataDir: string;
  runAs?: RunAs | undefined;
  log: MachineLog;
  purpose?: Purpose;
  settings?: Record<string, string>;
  /** The programs, when not those of the package in place. */
  binaries?: Binaries;
}

const port = 5432;

/** Starts the embedded Postgres on a Unix socket, making its cluster at first need and clearing what a killed start left. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir, runAs, log } = options;
  const binaries = options.binaries ?? findBinaries();
  makePrivate(dataDir, runAs);
  const clusterDir = join(dataDir, "postgres");
  const made = await initCluster(clusterDir, binaries, runAs);
  const socket = socketDir(dataDir, runAs);
  if (made === "found") await clearOrphan(clusterDir, socket, log);
  const settings = settingArguments(options.purpose ?? "deployment", { ...options.settings, unix_socket_directories: socket });
  const command = childCommand([binaries.postgres, "-D", clusterDir, "-p", String(port), ...settings], { runAs, deathSignal: "INT" });
  // A session of its own: a Ctrl-C in the terminal must not stop the database before its users.
  const child = spawn(command.file, command.args, {
    ...command.options,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    cwd: "/",
    env: { LC_ALL: "C", PATH: process.env["PATH"] },
  });
  const tail = forwardLog(child, log);
  const ended = whenEnded(child, tail);
  await untilReady(child, clusterDir, tail);
  const { pid } = child as { pid: number };
  return {
    superuser: { host: socket, port, user: superuser, database: "postgres" },
    pid,
    ended,
    stop: () => stopPostgres(child, pid, ended),
  };
}

async function stopPostgres(child: ChildProcess, pid: number, ended: Promise<string>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null)
    await endProcess(pid, [
      ["SIGINT", 10_000],
      ["SIGQUIT", 5_000],
      ["SIGKILL", 2_000],
    ]);
  await ended;
}

/** Postgres writes its log to stderr; the last lines also explain a start that failed. */
function forwardLog(child: ChildProcess, log: MachineLog): string[] {
  const tail: string[] = [];
  if (!child.stderr) return tail;
  createInterface({ input: child.stderr }).on("line", (line) => {
    tail.push(line);
    if (tail.length > 8) tail.shift();
    // FATAL is one connection's end, an everyday thing when parts come and go.
    if (line.startsWith("PANIC")) log.error({ part: "postgres" }, line);
    else if (/^(FATAL|ERROR)/.test(line)) log.info({ part: "postgres" }, line);
    else log.debug({ part: "postgres" }, line);
  });
  return tail;
}

function whenEnded(child: ChildProcess, tail: string[]): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve([`ended by ${signal ?? `exit code ${code}`}`, ...tail.slice(-2)].join("; ")));
  });
}

async function untilReady(child: ChildProcess, clusterDir: string, tail: string[]): Promise<void> {
  let failure: string | undefined;
  child.once("error", (error) => (failure = error.message));
  child.once("close", (code, signal) => (failure = `it ended by ${signal ?? `exit code ${code}`}`));
  const isReady = (): boolean => {
    const status = readPostmasterPid(clusterDir);
    return status?.pid === child.pid && status?.ready === true;
  };
  // Replaying the log after a power cut takes time in proportion to max_wal_size.
  await becomes(() => failure !== undefined || isReady(), 120_000);
  if (failure === undefined && isReady()) return;
  child.kill("SIGQUIT");
  throw new StoaError("setup", {
    what: `The embedded Postgres did not start: ${failure ?? "not ready after 120 s"}.`,
    why: tail.join(" "),
    fix: "Mend what Postgres names. A full disk, missing shared memory and a damaged folder are the usual reasons.",
  });
}
