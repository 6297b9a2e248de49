import { readDisk } from "../../base/disk/index.ts";
import { transaction, type Ctx } from "../../base/index.ts";
import { budgetBytes } from "../../base/read-budget.ts";
import { collectBuilds } from "../../rooms/builds/index.ts";
import { forgetCalls } from "../../rooms/gateway/index.ts";
import { listInstalledReleases } from "../../rooms/installs/index.ts";
import { collectLogs, fitHistory } from "../../rooms/runs/index.ts";
import { measureStorage, type StorageDeps } from "./measure-storage.ts";
import { saveMeasured } from "./store.ts";

/**
 * Brings logs, builds and history within their budgets, and keeps what is left as the figures of the storage page. States, secrets, connections,
 * repositories and releases that are installed are in no budget.
 */
export async function collectStorage(ctx: Ctx, deps: StorageDeps): Promise<void> {
  const { blobs, config } = deps;
  const { dataDir, keep } = config;
  const { totalBytes } = await readDisk(dataDir);
  const budget = (name: keyof typeof keep): { days: number; bytes: number } => ({
    days: keep[name].days,
    bytes: budgetBytes(keep[name], totalBytes),
  });
  const logs = await collectLogs(ctx, blobs, budget("logs"));
  const spans = await fitHistory(ctx, blobs, budget("history"));
  await forgetCalls(ctx, { days: keep.history.days });
  const freed = await collectBuilds(ctx, { dataDir, blobs, keepReleases: () => listInstalledReleases(ctx) }, budget("builds"));
  if (logs + spans.length + freed > 0) ctx.log.info({ logs, spans, freedBuildBytes: freed }, "storage was brought within its budgets");
  const parts = await measureStorage(ctx, deps);
  await transaction(ctx, ({ tx, clock }) => saveMeasured(tx, parts, clock.now()));
}
