import type { BlobStore } from "../../../base/blobs/index.ts";
import { firstIdOf, transaction, type Ctx } from "../../../base/index.ts";
import { deleteLogs, listLoggedRuns, listLogKeys, sumLogs } from "../store/collect.ts";

const dayMs = 86_400_000;
const page = 200;

/**
 * Drops whole logs of ended runs, the oldest first: those older than `days`, and more until the rest fits into `bytes`. Runs, verdicts,
 * states and results stay. Bytes go before their rows, so that nothing is left that nobody knows of. @returns how many logs
 */
export async function collectLogs(ctx: Ctx, blobs: BlobStore, budget: { days: number; bytes: number }): Promise<number> {
  const before = firstIdOf(Math.max(0, ctx.clock.now() - budget.days * dayMs));
  let left = (await transaction(ctx, ({ tx }) => sumLogs(tx)))?.bytes ?? 0;
  let dropped = 0;
  for (;;) {
    const oldest = await transaction(ctx, ({ tx }) => listLoggedRuns(tx, page));
    const goes: string[] = [];
    for (const { runId, bytes } of oldest) {
      if (runId >= before && left <= budget.bytes) break;
      goes.push(runId);
      left -= bytes;
    }
    if (goes.length === 0) return dropped;
    for (const key of await transaction(ctx, ({ tx }) => listLogKeys(tx, goes))) await blobs.remove(key);
    await transaction(ctx, ({ tx }) => deleteLogs(tx, goes, ctx.clock.now()));
    dropped += goes.length;
  }
}
