import { readFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type BlobStore, openBlobStore } from "../../base/blobs/index.ts";
import type { Clock } from "../../base/clock.ts";
import type { Connection } from "../database/with-client.ts";
import { withClient } from "../database/with-client.ts";
import { cloneRoot } from "../supervise/app-place.ts";
import { copyBlobs } from "./copy-blobs.ts";
import { copyRepositories } from "./copy-repositories.ts";
import { dumpDatabase } from "./dump-database.ts";
import { type Manifest, sealBackup } from "./manifest.ts";
import { recordFact } from "./record-fact.ts";

export interface BackupSource {
  connection: Connection;
  blobs: BlobStore;
  dataDir: string;
  clock: Clock;
}

export interface Backup {
  folder: string;
  manifest: Manifest;
}

/** Makes `<parent>/<time>`: the folder has that name only when whole. The database first: its rows name blobs and commits that are there. */
export async function makeBackup(source: BackupSource, parent: string): Promise<Backup> {
  const madeAt = new Date(source.clock.now()).toISOString();
  const folder = join(parent, madeAt.replaceAll(":", "-"));
  const making = `${folder}.making`;
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await mkdir(making, { mode: 0o700 });
  try {
    const database = await dumpDatabase(source.connection, making);
    const blobs = await copyBlobs(source.blobs, openBlobStore({ kind: "files", folder: join(making, "blobs") }));
    const repositories = await copyRepositories(join(source.dataDir, "git"), join(making, "git"));
    const manifest = await sealBackup(making, {
      format: 1,
      madeAt,
      release: releaseName(),
      ...database,
      blobs,
      repositories,
      keyNotIncluded: join(source.dataDir, "keys"),
    });
    await rename(making, folder);
    await withClient(source.connection, (client) =>
      recordFact(client, "backup.made", { folder, madeAt, rows: countAll(manifest), blobs: blobs.count }),
    );
    return { folder, manifest };
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw error;
  }
}

export function countAll(manifest: Manifest): number {
  return manifest.tables.reduce((sum, table) => sum + table.rows, 0);
}

export function releaseName(): string {
  return (JSON.parse(readFileSync(join(cloneRoot, "package.json"), "utf8")) as { version: string }).version;
}
