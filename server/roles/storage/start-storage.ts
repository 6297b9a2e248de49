import type { BlobStore } from "../../base/blobs/index.ts";
import type { DiskGuard } from "../../base/disk/index.ts";
import { engineCtx, type Clock, type Config, type Db, type Log } from "../../base/index.ts";
import { startLoop, type Loop } from "../../rooms/runs/index.ts";
import { collectStorage } from "./collect-storage.ts";

const firstMs = 120_000;
const hourMs = 3_600_000;
/** A full disk is looked at again soon: something of ours may be old enough by then. */
const fullMs = 300_000;

/** Collects every hour, not right at the start, when people wait for pages. */
export function startStorage(deps: { db: Db; clock: Clock; log: Log; blobs: BlobStore; config: Config; disk: DiskGuard }): Loop {
  const ctx = engineCtx({ ...deps, keys: undefined }, "storage");
  let rounds = 0;
  return startLoop("storage", deps.log, async () => {
    rounds += 1;
    if (rounds === 1) return firstMs;
    await collectStorage(ctx, deps);
    await deps.disk.look();
    return deps.disk.isFull ? fullMs : hourMs;
  });
}
