import type { BlobStore } from "../../base/blobs/index.ts";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import type { Keeping } from "../installs/index.ts";
import { listLogKeys } from "./store/collect.ts";
import { countKept, deleteRuns, deleteTheRest, isAnyOpen, listRunIdsOf, listStateKeys } from "./store/kept.ts";

/** Runs a turn. */
const usualBatch = 500;
const removedAtOnce = 16;

/**
 * Runs of an installation with their logs, items and what came in, its states and all else that is by its id. What a month used, which is charged by, stays.
 * Bytes go before the rows that name them, so that nothing is left that nobody knows of. Engine scope.
 */
export function keepRuns({ blobs, batch = usualBatch }: { blobs: BlobStore; batch?: number }): Keeping {
  return {
    count: (ctx, of) => transaction(ctx, ({ tx }) => countKept(tx, of)),
    async erase(ctx, { installationId, customerId }) {
      if (await transaction(ctx, ({ tx }) => isAnyOpen(tx, installationId)))
        throw new StoaError("conflict", { what: "A run of it is not over.", fix: "It is tried again in a minute." });
      if ((await eraseSome(ctx, blobs, { installationId, customerId, batch })) === batch) return true;
      await removeAll(blobs, await transaction(ctx, ({ tx }) => listStateKeys(tx, installationId)));
      await transaction(ctx, ({ tx }) => deleteTheRest(tx, installationId));
      return false;
    },
  };
}

async function eraseSome(
  ctx: Ctx,
  blobs: BlobStore,
  { installationId, customerId, batch }: { installationId: string; customerId: string; batch: number },
): Promise<number> {
  const runIds = await transaction(ctx, ({ tx }) => listRunIdsOf(tx, installationId, batch));
  if (runIds.length === 0) return 0;
  await removeAll(blobs, await transaction(ctx, ({ tx }) => listLogKeys(tx, runIds)));
  await transaction(ctx, ({ tx }) => deleteRuns(tx, customerId, runIds));
  return runIds.length;
}

async function removeAll(blobs: BlobStore, keys: readonly string[]): Promise<void> {
  for (let from = 0; from < keys.length; from += removedAtOnce)
    await Promise.all(keys.slice(from, from + removedAtOnce).map((key) => blobs.remove(key)));
}
