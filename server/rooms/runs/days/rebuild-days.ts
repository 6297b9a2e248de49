import { audit, requireRole, settleCursor, transaction, type Ctx } from "../../../base/index.ts";
import { defaultSettings, type RunSettings } from "../settings.ts";
import { addDaysSince, dropKeptDays } from "../store/days.ts";
import { keepDays } from "./keep-days.ts";

/**
 * Sums the days anew from the history of runs, in one transaction while new runs go on: those whose facts are still to be heard are left to
 * them. Days before kept history stay as they are. @throws StoaError forbidden
 */
export async function rebuildDays(
  ctx: Ctx,
  settings: Pick<RunSettings, "queueTtlMs"> = defaultSettings,
): Promise<{ since: string | null }> {
  requireRole(ctx, "operator");
  return transaction(ctx, async (inner) => {
    const settledAt = await settleCursor(inner.tx, keepDays.name);
    const kept = await dropKeptDays(inner.tx, settings.queueTtlMs);
    if (kept) await addDaysSince(inner.tx, kept.since, settledAt);
    await audit(inner, { verb: "runs.rebuild_days", after: { since: kept?.since ?? null } });
    return { since: kept?.since ?? null };
  });
}
