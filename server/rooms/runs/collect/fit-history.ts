import type { BlobStore } from "../../../base/blobs/index.ts";
import { transaction, type Ctx } from "../../../base/index.ts";
import { dropHistory } from "../schedule/keep-history.ts";
import { listSpans } from "../store/collect.ts";

const dayMs = 86_400_000;
/** Lists ask these first, and a person looks for yesterday's failure: never dropped for want of bytes. */
const leastDays = 28;

const momentOfDay = (day: string): number => Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`);

/** Drops whole spans of history with their logs, the oldest first, until the rest fits; the last 28 days stay in any case. @returns the partitions dropped */
export async function fitHistory(ctx: Ctx, blobs: BlobStore, budget: { bytes: number }): Promise<string[]> {
  const spans = await transaction(ctx, ({ tx }) => listSpans(tx));
  const now = ctx.clock.now();
  let left = spans.reduce((sum, { bytes }) => sum + bytes, 0);
  let keepFrom: number | undefined;
  for (const [index, { bytes }] of spans.entries()) {
    const next = spans[index + 1];
    if (left <= budget.bytes || !next || momentOfDay(next.day) > now - leastDays * dayMs) break;
    left -= bytes;
    keepFrom = momentOfDay(next.day);
  }
  if (keepFrom === undefined) return [];
  return dropHistory(ctx, blobs, { historyDays: Math.floor((now - keepFrom) / dayMs) });
}
