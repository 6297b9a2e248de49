import type { BlobStore } from "../../../base/blobs/index.ts";
import { transaction, type Ctx } from "../../../base/index.ts";
import { neededDigests, neededPictures, pictureKey } from "../../catalog/index.ts";
import { artifactKey } from "../artifact/ensure-artifact.ts";
import { listBuilding, listOrphans, markOrphans } from "../store/collect.ts";

const dayMs = 86_400_000;

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
  for (const digest of await transaction(ctx, ({ tx }) => listOrphans(tx, now - dayMs))) {
    const orphan = orphans.get(digest);
    const isBuilding = (await transaction(ctx, ({ tx }) => listBuilding(tx))).length > 0;
    if (!orphan || isBuilding || (await orphan.store.needed(ctx)).has(digest)) continue;
    await blobs.remove(orphan.store.keyOf(digest));
    freed += orphan.size;
  }
  return freed;
}
