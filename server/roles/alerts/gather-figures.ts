import { statfs } from "node:fs/promises";
import { Gauge } from "prom-client";
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
const spawnerPatienceMs = 5_000;

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
  const { bsize, bavail, bfree, blocks } = await statfs(dataDir);
  const { madeDatabaseAt = ctx.clock.now(), ...backup } = known.backup ?? { madeAt: null, verifiedAt: null, failedAt: null, error: null };
  return {
    madeAt: madeDatabaseAt,
    runnersUp: runners.items.filter(({ state }) => state === "up").length,
    waiting: queue.waiting,
    oldestReadyAt: queue.oldestReadyAt === null ? null : Date.parse(queue.oldestReadyAt),
    backup,
    // What is kept for root counts as used: nobody of ours may take it. As df(1) reckons.
    disk: { path: dataDir, freeBytes: bavail * bsize, totalBytes: (blocks - bfree + bavail) * bsize },
    oldestTransaction: known.oldestTransaction,
    spawnerUp: spawnerDir === undefined ? undefined : await answers(spawnerDir),
    facts: known.facts,
  };
}

async function answers(spawnerDir: string): Promise<boolean> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), spawnerPatienceMs).unref());
  return (await Promise.race([askSpawner(spawnerDir), late])) !== undefined;
}
