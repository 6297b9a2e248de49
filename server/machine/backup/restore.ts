import { chmodSync, lchownSync, lstatSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { openBlobStore } from "../../base/blobs/index.ts";
import type { Config } from "../../base/config.ts";
import { StoaError } from "../../base/errors.ts";
import { createDatabase, databaseName } from "../database/prepare-database.ts";
import { withOwnPostgres } from "../database/reach-database.ts";
import { withClient } from "../database/with-client.ts";
import type { MachineLog } from "../log.ts";
import { makePrivate } from "../postgres/index.ts";
import { holdLock } from "../supervise/hold-lock.ts";
import { checkDisk } from "../supervise/preflight.ts";
import { type RunAs, serviceUser } from "../supervise/run-as.ts";
import { copyBlobs } from "./copy-blobs.ts";
import { copyRepositories } from "./copy-repositories.ts";
import { loadDatabase } from "./load-database.ts";
import { checkFiles, type Manifest, readManifest } from "./manifest.ts";

export interface Restored {
  manifest: Manifest;
  rows: number;
  /** Where the deployment key must be put; secrets cannot be opened without it. */
  keyFolder: string;
}

/** What a restore makes; a data folder that has one of these is not empty. `keys` may be there before. */
const restoredFolders = ["postgres", "blobs", "git"];

/** `stoa restore`: into an empty data folder and an empty database, all or nothing. @throws StoaError refused, having changed nothing. */
export async function restore(config: Config, log: MachineLog, backup: string): Promise<Restored> {
  const folder = resolve(backup);
  const manifest = await readManifest(folder);
  await checkFiles(folder, manifest);
  const lock = await holdLock(config.dataDir, "stoa restore");
  try {
    checkDisk(config.dataDir);
    checkEmptyFolder(config.dataDir);
    const rows = await restoreAll(config, log, folder, manifest);
    return { manifest, rows, keyFolder: join(config.dataDir, "keys") };
  } finally {
    await lock.release();
  }
}

async function restoreAll(config: Config, log: MachineLog, folder: string, manifest: Manifest): Promise<number> {
  const runAs = serviceUser();
  makePrivate(config.dataDir, runAs);
  try {
    const rows = await restoreDatabase(config, log, folder, manifest);
    await restoreFiles(config.dataDir, folder, runAs);
    return rows;
  } catch (error) {
    for (const name of restoredFolders) rmSync(join(config.dataDir, name), { recursive: true, force: true });
    throw error;
  }
}

async function restoreDatabase(config: Config, log: MachineLog, folder: string, manifest: Manifest): Promise<number> {
  if (config.databaseUrl !== undefined) return withClient(config.databaseUrl, (client) => loadDatabase(client, folder, manifest));
  return withOwnPostgres(config.dataDir, log, "deployment", async ({ superuser }) => {
    await withClient(superuser, createDatabase);
    return withClient({ ...superuser, database: databaseName }, (client) => loadDatabase(client, folder, manifest));
  });
}

async function restoreFiles(dataDir: string, folder: string, runAs: RunAs | undefined): Promise<void> {
  const from = openBlobStore({ kind: "files", folder: join(folder, "blobs") });
  makePrivate(join(dataDir, "blobs"), runAs);
  makePrivate(join(dataDir, "git"), runAs);
  await copyBlobs(from, openBlobStore({ kind: "files", folder: join(dataDir, "blobs") }));
  await copyRepositories(join(folder, "git"), join(dataDir, "git"));
  if (!runAs) return;
  for (const name of ["blobs", "git"]) giveTree(join(dataDir, name), runAs);
}

function giveTree(path: string, to: RunAs): void {
  lchownSync(path, to.uid, to.gid);
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return;
  if (!found.isDirectory()) return;
  chmodSync(path, 0o700);
  for (const name of readdirSync(path)) giveTree(join(path, name), to);
}

function checkEmptyFolder(dataDir: string): void {
  const full = restoredFolders.find((name) => hasEntries(join(dataDir, name)));
  if (full === undefined) return;
  throw new StoaError("refused", {
    what: `The data folder ${dataDir} is not empty (it has ${full}).`,
    fix: "Restore into a new folder (STOA_DATA=/new/folder stoa restore ...), or move this one away first. Nothing was changed.",
  });
}

function hasEntries(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found !== undefined && (!found.isDirectory() || readdirSync(folder).length > 0);
}
