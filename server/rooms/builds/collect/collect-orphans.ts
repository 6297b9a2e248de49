import type { BlobStore } from "../../../base/blobs/index.ts";
import { transaction, type Ctx } from "../../../base/index.ts";
import { neededDigests } from "../../catalog/index.ts";
import { artifactKey } from "../artifact/ensure-artifact.ts";
import { listBuilding, listOrphans, markOrphans } from "../store/collect.ts";

const dayMs = 86_400_000;

/**
 * Removes stored artifacts that no release has needed for a day. A build stores its artifact minutes before its release stands, and may
 * make the same bytes anew: so none goes while anything is built. @returns bytes freed
 */
export async function collectOrphans(ctx: Ctx, { blobs }: { blobs: BlobStore }): Promise<number> {
  const needed = await neededDigests(ctx);
  const orphans = new Map<string, number>();
  for await (const { key, size } of blobs.list("artifacts/")) {
    const digest = /^artifacts\/([0-9a-f]{64})\.tar$/.exec(key)?.[1];
    if (digest !== undefined && !needed.has(digest)) orphans.set(digest, size);
  }
  const now = ctx.clock.now();
  await transaction(ctx, ({ tx }) => markOrphans(tx, [...orphans.keys()], now));
  let freed = 0;
  for (const digest of await transaction(ctx, ({ tx }) => listOrphans(tx, now - dayMs))) {
    const isBuilding = (await transaction(ctx, ({ tx }) => listBuilding(tx))).length > 0;
    if (isBuilding || (await neededDigests(ctx)).has(digest)) continue;
    await blobs.remove(artifactKey(digest));
    freed += orphans.get(digest) ?? 0;
  }
  return freed;
}
