import { join } from "node:path";
import type { BlobStore } from "../../../base/blobs/index.ts";
import { measureFolders } from "../../../base/disk/index.ts";
import { transaction, type Ctx } from "../../../base/index.ts";
import { sumLogs } from "../store/collect.ts";

export interface BuildsUse {
  /** All but the repositories, which are the publishers' own. */
  bytes: number;
  artifacts: number;
  unpacked: number;
  caches: number;
  logs: number;
  repositories: number;
}

/** What builds take on disk, in bytes. */
export async function measureBuilds(ctx: Ctx, { dataDir, blobs }: { dataDir: string; blobs: BlobStore }): Promise<BuildsUse> {
  const [unpackedAt, cacheAt, gitAt] = [join(dataDir, "artifacts"), join(dataDir, "cache"), join(dataDir, "git")];
  const sizes = await measureFolders([unpackedAt, cacheAt, gitAt]);
  let artifacts = 0;
  for await (const { size } of blobs.list("artifacts/")) artifacts += size;
  const logs = await transaction(ctx, ({ tx }) => sumLogs(tx));
  const [unpacked = 0, caches = 0, repositories = 0] = [sizes.get(unpackedAt), sizes.get(cacheAt), sizes.get(gitAt)];
  return { bytes: artifacts + unpacked + caches + logs, artifacts, unpacked, caches, logs, repositories };
}
