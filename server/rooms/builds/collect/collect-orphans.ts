import type { BlobStore } from "../../../base/blobs/index.ts";
import { transaction, type Ctx } from "../../../base/index.ts";
import { neededDigests, neededPages, neededPictures } from "../../catalog/index.ts";
import { listBuilding, listOrphans, markOrphans } from "../store/collect.ts";

const dayMs = 86_400_000;
/** So many go by one look at what is needed. */
const page = 100;

interface Store {
  prefix: string;
  digestOf: RegExp;
  needed(ctx: Ctx): Promise<Set<string>>;
}

interface Orphan {
  digest: string;
  size: number;
  store: Store;
  /** Of a page each of its files. */
  keys: string[];
}

const stores: readonly Store[] = [
  { prefix: "artifacts/", digestOf: /^artifacts\/([0-9a-f]{64})\.tar$/, needed: neededDigests },
  { prefix: "pictures/", digestOf: /^pictures\/([0-9a-f]{64})$/, needed: neededPictures },
  { prefix: "pages/", digestOf: /^pages\/([0-9a-f]{64})\//, needed: neededPages },
];

/**
 * Removes stored artifacts, pictures and pages that no release has needed for a day. A build stores what it makes minutes before its release stands,
 * and may make the same bytes anew: so none goes while anything is built. @returns bytes freed
 */
export async function collectOrphans(ctx: Ctx, { blobs }: { blobs: BlobStore }): Promise<number> {
  const orphans = new Map<string, Orphan>();
  for (const store of stores) {
    const needed = await store.needed(ctx);
    for await (const { key, size } of blobs.list(store.prefix)) {
      const digest = store.digestOf.exec(key)?.[1];
      if (digest === undefined || needed.has(digest)) continue;
      const orphan = orphans.get(digest) ?? { digest, size: 0, store, keys: [] };
      orphans.set(digest, orphan);
      orphan.size += size;
      orphan.keys.push(key);
    }
  }
  const now = ctx.clock.now();
  await transaction(ctx, ({ tx }) => markOrphans(tx, [...orphans.keys()], now));
  let freed = 0;
  const due = (await transaction(ctx, ({ tx }) => listOrphans(tx, now - dayMs))).flatMap((digest) => {
    const orphan = orphans.get(digest);
    return orphan ? [orphan] : [];
  });
  for (const store of stores) {
    const own = due.filter((orphan) => orphan.store === store);
    for (let from = 0; from < own.length; from += page) freed += await removeOrphans(ctx, store, own.slice(from, from + page), blobs);
  }
  return freed;
}

/** What is needed is asked once for all of them, while nothing is built; a build that begins meanwhile ends it, as it may make the same bytes anew. */
async function removeOrphans(ctx: Ctx, store: Store, orphans: readonly Orphan[], blobs: BlobStore): Promise<number> {
  const isBuilding = async (): Promise<boolean> => (await transaction(ctx, ({ tx }) => listBuilding(tx))).length > 0;
  let freed = 0;
  if (await isBuilding()) return freed;
  const needed = await store.needed(ctx);
  for (const { keys, size } of orphans.filter((orphan) => !needed.has(orphan.digest))) {
    if (await isBuilding()) break;
    for (const key of keys) await blobs.remove(key);
    freed += size;
  }
  return freed;
}
