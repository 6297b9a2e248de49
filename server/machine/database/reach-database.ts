import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "../../base/config.ts";
import { StoaError } from "../../base/errors.ts";
import type { MachineLog } from "../log.ts";
import { findBinaries, reachableBinaries, type RunningPostgres, startPostgres } from "../postgres/index.ts";
import type { Purpose } from "../postgres/settings.ts";
import { findHolder, holdLock } from "../supervise/hold-lock.ts";
import { readState } from "../supervise/machine-state.ts";
import { type RunAs, serviceUser } from "../supervise/run-as.ts";
import { databaseName } from "./prepare-database.ts";
import type { Connection } from "./with-client.ts";

/**
 * Runs `work` on the deployment's database: the external one, the one of the running deployment, or, when nothing runs, the embedded one
 * started for the length of `work`. @throws StoaError setup when there is no deployment.
 */
export async function reachDatabase<T>(config: Config, log: MachineLog, work: (connection: Connection) => Promise<T>): Promise<T> {
  if (config.databaseUrl !== undefined) return work(config.databaseUrl);
  const holder = await findHolder(config.dataDir);
  const state = holder && readState(config.dataDir);
  if (state?.superuser && state.supervisor === holder?.pid) return work({ ...state.superuser, database: databaseName });
  if (!existsSync(join(config.dataDir, "postgres"))) {
    throw new StoaError("setup", {
      what: `There is no deployment in ${config.dataDir}.`,
      fix: "Set STOA_DATA to its data folder; as root the default is another one than as an ordinary user.",
    });
  }
  const lock = await holdLock(config.dataDir, "a stoa command");
  try {
    return await withOwnPostgres(config.dataDir, log, "deployment", ({ superuser }) => work({ ...superuser, database: databaseName }));
  } finally {
    await lock.release();
  }
}

/** Starts the embedded Postgres of a data folder for the length of `work`. The caller holds the folder's lock. */
export async function withOwnPostgres<T>(
  dataDir: string,
  log: MachineLog,
  purpose: Purpose,
  work: (postgres: RunningPostgres) => Promise<T>,
): Promise<T> {
  const runAs = serviceUser();
  return withReachableBinaries(runAs, async (binaries) => {
    const postgres = await startPostgres({ dataDir, runAs, log, purpose, binaries });
    try {
      return await work(postgres);
    } finally {
      await postgres.stop();
    }
  });
}

/** A command is not inside the supervisor's mounts: from a clone below a 0700 home the programs are copied for its length. */
async function withReachableBinaries<T>(
  runAs: RunAs | undefined,
  work: (binaries: ReturnType<typeof findBinaries>) => Promise<T>,
): Promise<T> {
  if (!runAs) return work(findBinaries());
  const folder = mkdtempSync(join(tmpdir(), "stoa-programs-"));
  chmodSync(folder, 0o755);
  try {
    return await work(reachableBinaries(findBinaries(), runAs, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
