import type { StorageView } from "@stoa/contract";
import { readDisk, type DiskGuard } from "../../base/disk/index.ts";
import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { readMeasured } from "./store.ts";

/** What takes room, as measured last, and how full the disk is now. @throws StoaError forbidden */
export async function showStorage(ctx: Ctx, deps: { dataDir: string; disk: Pick<DiskGuard, "isFull"> }): Promise<StorageView> {
  requireRole(ctx, "operator");
  const measured = await transaction(ctx, ({ tx }) => readMeasured(tx));
  const { freeBytes, totalBytes, used } = await readDisk(deps.dataDir);
  return {
    disk: { path: deps.dataDir, freeBytes, totalBytes, usedPart: used, isFull: deps.disk.isFull },
    measuredAt: measured ? new Date(measured.at).toISOString() : null,
    parts: measured?.parts ?? [],
  };
}
