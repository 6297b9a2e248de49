import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { StoaError } from "../../base/errors.ts";
import { childCommand } from "../supervise/child-command.ts";
import type { RunAs } from "../supervise/run-as.ts";
import type { Binaries } from "./binaries.ts";
import { makePrivate } from "./socket-dir.ts";

const run = promisify(execFile);

export const superuser = "postgres";

/** Makes the cluster folder unless it is there. Half-made ones of an interrupted start are thrown away. @throws StoaError setup */
export async function initCluster(clusterDir: string, binaries: Binaries, runAs: RunAs | undefined): Promise<"made" | "found"> {
  removeHalfMade(clusterDir);
  if (existsSync(join(clusterDir, "PG_VERSION"))) {
    checkMajor(clusterDir, binaries.major);
    return "found";
  }
  // Renamed only when whole: a folder under the final name is always a finished cluster.
  const making = `${clusterDir}.making-${process.pid}`;
  makePrivate(making, runAs);
  await runInitdb(making, binaries, runAs);
  renameSync(making, clusterDir);
  return "made";
}

function removeHalfMade(clusterDir: string): void {
  const parent = dirname(clusterDir);
  if (!existsSync(parent)) return;
  const prefix = `${basename(clusterDir)}.making-`;
  for (const name of readdirSync(parent)) if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true });
}

async function runInitdb(folder: string, binaries: Binaries, runAs: RunAs | undefined): Promise<void> {
  const args = ["-D", folder, "-U", superuser, "--auth=trust", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  // No --no-sync for a deployment would save 0.2 s; the cluster must survive a power cut from its first second.
  const command = childCommand([binaries.initdb, ...args, "--locale=C"], { runAs, deathSignal: "KILL" });
  try {
    await run(command.file, command.args, { ...command.options, env: { PATH: process.env["PATH"], LC_ALL: "C" }, cwd: "/" });
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    throw initFailed(cause);
  }
}

function initFailed(cause: unknown): StoaError {
  const text = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim().split("\n").slice(-3).join(" ") : String(cause);
  return new StoaError("setup", {
    what: "The embedded Postgres could not make its data folder.",
    why: text,
    fix: "Mend what initdb names, or set STOA_DATABASE_URL to a Postgres 15 or newer.",
    cause,
  });
}

function checkMajor(clusterDir: string, major: number): void {
  const found = Number.parseInt(readFileSync(join(clusterDir, "PG_VERSION"), "utf8"), 10);
  if (found === major) return;
  throw new StoaError("setup", {
    what: `The data in ${clusterDir} was written by Postgres ${found}; this release brings Postgres ${major}.`,
    fix: "Start the release that wrote it, run `stoa backup`, then `stoa restore` with this release into an empty data folder.",
  });
}
