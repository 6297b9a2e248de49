import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { StoragePart } from "@stoa/contract";
import type { BlobStore } from "../../base/blobs/index.ts";
import type { Config } from "../../base/config.ts";
import { measureFolders, readDisk } from "../../base/disk/index.ts";
import { transaction, type Ctx } from "../../base/index.ts";
import { budgetBytes } from "../../base/read-budget.ts";
import { measureBuilds } from "../../rooms/builds/index.ts";
import { measureRuns } from "../../rooms/runs/index.ts";
import { readDatabaseBytes } from "./store.ts";

export interface StorageDeps {
  blobs: BlobStore;
  config: Pick<Config, "dataDir" | "keep">;
}

type Name = keyof Config["keep"];

/** What each part takes now. It walks folders and asks for sums: for a job, not for a page. */
export async function measureStorage(ctx: Ctx, { blobs, config }: StorageDeps): Promise<StoragePart[]> {
  const { dataDir, keep } = config;
  const { totalBytes } = await readDisk(dataDir);
  const runs = await measureRuns(ctx);
  const builds = await measureBuilds(ctx, { dataDir, blobs });
  const database = await transaction(ctx, ({ tx }) => readDatabaseBytes(tx));
  const [runtimesAt, backupsAt] = [
    await realpath(join(dataDir, "runtimes")).catch(() => join(dataDir, "runtimes")),
    join(dataDir, "backups"),
  ];
  const folders = await measureFolders([runtimesAt, backupsAt]);
  const budgetOf = (name: Name): StoragePart["budget"] => ({
    days: keep[name].days,
    bytes: budgetBytes(keep[name], totalBytes),
    setting: `STOA_KEEP_${name.toUpperCase()}`,
  });
  const part = (name: StoragePart["name"], bytes: number, more: Partial<StoragePart> = {}): StoragePart => ({
    name,
    bytes,
    budget: null,
    oldestAt: null,
    of: {},
    ...more,
  });
  const moment = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  const { artifacts, unpacked, caches, logs } = builds;
  return [
    part("logs", runs.logs.bytes, { budget: budgetOf("logs"), oldestAt: moment(runs.logs.oldestAt) }),
    part("builds", builds.bytes, { budget: budgetOf("builds"), of: { artifacts, unpacked, caches, logs } }),
    part("history", runs.history.bytes, { budget: budgetOf("history"), oldestAt: moment(runs.history.oldestAt) }),
    part("database", database),
    part("states", runs.states.bytes),
    part("repositories", builds.repositories),
    part("runtimes", folders.get(runtimesAt) ?? 0),
    part("backups", folders.get(backupsAt) ?? 0),
  ];
}
