import { join } from "node:path";
import type { BlobStore } from "../../../base/blobs/index.ts";
import { isId, transaction, type Ctx } from "../../../base/index.ts";
import { dropReleases, knownIntegrations, listUnusedReleases } from "../../catalog/index.ts";
import { deleteLog, listBuilding, listLoggedBuilds, listLogKeys } from "../store/collect.ts";
import { listFolders, removeLeft, type Collectible } from "./collectible.ts";
import { collectOrphans } from "./collect-orphans.ts";
import { measureBuilds } from "./measure-builds.ts";

const dayMs = 86_400_000;
const page = 1_000;
const digest = /^[0-9a-f]{64}$/;

export interface CollectDeps {
  dataDir: string;
  blobs: BlobStore;
  /** Releases that somebody has installed or a waiting run needs. */
  keepReleases(): Promise<string[]>;
}

/**
 * Makes room: what was not used for `days` goes, then, until all of it fits into `bytes`, what can be made again (unpacked artifacts, build caches),
 * then the oldest build logs, then files of releases that nobody can come to use. A release that is installed, in a channel, was ever stable,
 * or is one of an integration's newest five keeps its files; a repository goes only when its integration is not there. @returns bytes freed
 */
export async function collectBuilds(ctx: Ctx, deps: CollectDeps, budget: { days: number; bytes: number }): Promise<number> {
  const now = ctx.clock.now();
  const before = now - budget.days * dayMs;
  for (const name of ["artifacts", "cache", "git"]) await removeLeft(join(deps.dataDir, name));
  let over = (await measureBuilds(ctx, deps)).bytes - budget.bytes;
  let freed = await collectOrphans(ctx, deps);
  over -= freed;
  for (const list of [listUnpacked, listCaches, listLogs]) {
    for (const item of (await list(ctx, deps)).toSorted((one, other) => one.usedAt - other.usedAt)) {
      if (item.usedAt >= before && over <= 0) break;
      await item.remove();
      over -= item.bytes;
      freed += item.bytes;
    }
  }
  for (const stray of await listStrays(ctx, deps)) {
    if (stray.usedAt >= before) continue;
    await stray.remove();
    freed += stray.bytes;
  }
  await dropUnused(ctx, deps, { before, now, over });
  return freed;
}

/** A folder used within a day may be in the box of a run: it stays. */
async function listUnpacked(ctx: Ctx, { dataDir }: CollectDeps): Promise<Collectible[]> {
  const folders = await listFolders(join(dataDir, "artifacts"), (name) => digest.test(name));
  return folders.filter(({ usedAt }) => usedAt < ctx.clock.now() - dayMs);
}

async function listCaches(ctx: Ctx, { dataDir }: CollectDeps): Promise<Collectible[]> {
  const building = new Set(await transaction(ctx, ({ tx }) => listBuilding(tx)));
  return listFolders(join(dataDir, "cache"), (name) => isId(name) && !building.has(name));
}

async function listLogs(ctx: Ctx, { blobs }: CollectDeps): Promise<Collectible[]> {
  const builds = await transaction(ctx, ({ tx }) => listLoggedBuilds(tx, page));
  return builds.map(({ buildId, bytes, finishedAt }) => ({
    bytes,
    usedAt: finishedAt,
    remove: async () => {
      for (const key of await transaction(ctx, ({ tx }) => listLogKeys(tx, buildId))) await blobs.remove(key);
      await transaction(ctx, ({ tx }) => deleteLog(tx, buildId));
    },
  }));
}

/** Repositories without an integration, as a restored older database leaves them. */
async function listStrays(ctx: Ctx, { dataDir }: CollectDeps): Promise<Collectible[]> {
  const parent = join(dataDir, "git");
  const idOf = (name: string): string => name.replace(/\.git$/, "");
  const names: string[] = [];
  await listFolders(parent, (name) => (isId(idOf(name)) && names.push(name), false));
  const known = await knownIntegrations(ctx, names.map(idOf));
  return listFolders(parent, (name) => names.includes(name) && !known.has(idOf(name)));
}

/** Their files go a day later, as those of every artifact that no release needs. */
async function dropUnused(ctx: Ctx, deps: CollectDeps, limits: { before: number; now: number; over: number }): Promise<void> {
  const keep = await deps.keepReleases();
  let { over } = limits;
  const unused = await listUnusedReleases(ctx, { before: limits.now, keep });
  const goes = unused.filter(({ createdAt, artifactBytes }) => {
    const isTooMuch = over > 0;
    if (isTooMuch) over -= artifactBytes;
    return isTooMuch || createdAt < limits.before;
  });
  await dropReleases(ctx, goes, keep);
}
