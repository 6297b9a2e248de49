import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { StoaError } from "../../base/errors.ts";
import { createDatabase, databaseName } from "../database/prepare-database.ts";
import { withOwnPostgres } from "../database/reach-database.ts";
import { withClient } from "../database/with-client.ts";
import type { MachineLog } from "../log.ts";
import { loadDatabase } from "./load-database.ts";
import { checkFiles, readManifest } from "./manifest.ts";

export interface TriedRestore {
  madeAt: string;
  rows: number;
  files: number;
  repositories: number;
  /** How long it took, in milliseconds: what a real restore would take at least. */
  took: number;
}

const run = promisify(execFile);

/** Restores a backup into a scratch cluster and compares: every digest, every table's count, every key, every repository's objects. */
export async function tryRestore(folder: string, log: MachineLog, scratchParent: string = tmpdir()): Promise<TriedRestore> {
  const began = performance.now();
  const manifest = await readManifest(folder);
  const files = await checkFiles(folder, manifest);
  const repositories = await checkRepositories(join(folder, "git"));
  if (repositories !== manifest.repositories)
    throw new StoaError("refused", {
      what: `The backup has ${repositories} repositories; its manifest says ${manifest.repositories}.`,
      fix: "Use another backup.",
    });
  const scratch = mkdtempSync(join(scratchParent, "stoa-verify-"));
  chmodSync(scratch, 0o755);
  try {
    const rows = await withOwnPostgres(join(scratch, "data"), log, "scratch", async ({ superuser }) => {
      await withClient(superuser, createDatabase);
      return withClient({ ...superuser, database: databaseName }, (client) => loadDatabase(client, folder, manifest));
    });
    return { madeAt: manifest.madeAt, rows, files, repositories, took: Math.round(performance.now() - began) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function checkRepositories(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  const names = readdirSync(folder);
  for (const name of names) for (const path of repositoriesBelow(join(folder, name))) await checkRepository(path);
  return names.length;
}

function repositoriesBelow(path: string): string[] {
  if (existsSync(join(path, "HEAD")) && existsSync(join(path, "objects"))) return [path];
  const folders = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap((entry) => repositoriesBelow(join(path, entry.name)));
}

async function checkRepository(path: string): Promise<void> {
  try {
    await run(
      "git",
      ["-c", "safe.directory=*", "-c", "core.fsmonitor=false", "--git-dir", path, "fsck", "--connectivity-only", "--no-dangling"],
      { env: { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", HOME: "/nonexistent" } },
    );
  } catch (cause) {
    throw new StoaError("refused", {
      what: `The repository ${path} in the backup is not whole.`,
      why: cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim().slice(0, 300) : "",
      fix: "Use another backup.",
      cause,
    });
  }
}
