import type { BlobStore } from "../../../base/blobs/index.ts";
import { transaction, type Ctx } from "../../../base/index.ts";
import { neededDigests, neededPictures, pictureKey } from "../../catalog/index.ts";
import { artifactKey } from "../artifact/ensure-artifact.ts";
import { listBuilding, listOrphans, markOrphans } from "../store/collect.ts";

const dayMs = 86_400_000;
/** So many go by one look at what is needed. */
const page = 100;

interface Store {
  prefix: string;
  digestOf: RegExp;
  keyOf(digest: string): string;
  needed(ctx: Ctx): Promise<Set<string>>;
}

const stores: readonly Store[] = [
  { prefix: "artifacts/", digestOf: /^artifacts\/([0-9a-f]{64})\.tar$/, keyOf: artifactKey, needed: neededDigests },
  { prefix: "pictures/", digestOf: /^pictures\/([0-9a-f]{64})$/, keyOf: pictureKey, needed: neededPictures },
];

/**
 * Removes stored artifacts and pictures that no release has needed for a day. A build stores what it makes minutes before its release stands,
 * and may make the same bytes anew: so none goes while anything is built. @returns bytes freed
 */
export async function collectOrphans(ctx: Ctx, { blobs }: { blobs: BlobStore }): Promise<number> {
  const orphans = new Map<string, { size: number; store: Store }>();
  for (const store of stores) {
    const needed = await store.needed(ctx);
    for await (const { key, size } of blobs.list(store.prefix)) {
      const digest = store.digestOf.exec(key)?.[1];
      if (digest !== undefined && !needed.has(digest)) orphans.set(digest, { size, store });
    }
  }
  const now = ctx.clock.now();
  await transaction(ctx, ({ tx }) => markOrphans(tx, [...orphans.keys()], now));
  let freed = 0;
  const due = (await transaction(ctx, ({ tx }) => listOrphans(tx, now - dayMs))).flatMap((digest) => {
    const orphan = orphans.get(digest);
    return orphan ? [{ digest, ...orphan }] : [];
  });
  for (const store of stores) {
    const own = due.filter((orphan) => orphan.store === store);
    for (let from = 0; from < own.length; from += page) freed += await removeOrphans(ctx, store, own.slice(from, from + page), blobs);
  }
  return freed;
}

/** What is needed is asked once for all of them, while nothing is built; a build that begins meanwhile ends it, as it may make the same bytes anew. */
async function removeOrphans(
  ctx: Ctx,
  store: Store,
  orphans: readonly { digest: string; size: number }[],
  blobs: BlobStore,
): Promise<number> {
  const isBuilding = async (): Promise<boolean> => (await transaction(ctx, ({ tx }) => listBuilding(tx))).length > 0;
  let freed = 0;
  if (await isBuilding()) return freed;
  const needed = await store.needed(ctx);
  for (const { digest, size } of orphans.filter((orphan) => !needed.has(orphan.digest))) {
    if (await isBuilding()) break;
    await blobs.remove(store.keyOf(digest));
    freed += size;
  }
  return freed;
}
