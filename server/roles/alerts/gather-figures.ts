import { Gauge } from "prom-client";
import { readDisk } from "../../base/disk/index.ts";
import { transaction, type Ctx } from "../../base/index.ts";
import type { judgeConditions } from "../../rooms/alerts/index.ts";
import { showQueue, showRunners } from "../../rooms/runs/index.ts";
import { askSpawner } from "../../rooms/sandbox/index.ts";
import { handlerNames } from "../facts.ts";
import { readBackupFigures, readFactFigures, readOldestTransaction } from "./store.ts";

const oldestTransactionSeconds = new Gauge({
  name: "stoa_oldest_transaction_seconds",
  help: "Age of the oldest transaction that holds ended rows from being cleaned away; the queue slows down behind a long one.",
});

export interface FigureSources {
  dataDir: string;
  /** Where this machine's spawner listens; undefined where programs are started elsewhere. */
  spawnerDir: string | undefined;
}

/** What is so now, of every part that is watched. */
export async function gatherFigures(ctx: Ctx, { dataDir, spawnerDir }: FigureSources): Promise<Parameters<typeof judgeConditions>[1]> {
  const [queue, runners] = [await showQueue(ctx), await showRunners(ctx)];
  const known = await transaction(ctx, async ({ tx }) => ({
    backup: await readBackupFigures(tx),
    oldestTransaction: await readOldestTransaction(tx),
    facts: await readFactFigures(tx, handlerNames),
  }));
  oldestTransactionSeconds.set(known.oldestTransaction?.seconds ?? 0);
  const { freeBytes, totalBytes } = await readDisk(dataDir);
  const { madeDatabaseAt = ctx.clock.now(), ...backup } = known.backup ?? { madeAt: null, verifiedAt: null, failedAt: null, error: null };
  return {
    madeAt: madeDatabaseAt,
    runnersUp: runners.items.filter(({ state }) => state === "up").length,
    waiting: queue.waiting,
    oldestReadyAt: queue.oldestReadyAt === null ? null : Date.parse(queue.oldestReadyAt),
    backup,
    disk: { path: dataDir, freeBytes, totalBytes },
    oldestTransaction: known.oldestTransaction,
    spawnerUp: spawnerDir === undefined ? undefined : (await askSpawner(spawnerDir)) !== undefined,
    facts: known.facts,
  };
}
