import { requireRole, type Ctx } from "../../base/index.ts";
import { once } from "./once.ts";
import { lockRows, pauseRows } from "./store/pauses.ts";
import { takeUntil } from "./take-until.ts";
import { tell } from "./tell.ts";

/**
 * Pauses whatever is on, until it is resumed or until a day, which begins in each one's own zone; what is paused already stays as it is.
 * @throws StoaError forbidden, invalid_input for an end that is no moment of the coming year
 */
export async function pauseEverything(
  ctx: Ctx,
  input: { operationId: string; until?: string | undefined },
): Promise<{ installationIds: string[] }> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  const { operationId, until } = input;
  return once(ctx, { operationId, verb: "pause-everything", body: { until } }, async (inner, customerId) => {
    const at = inner.clock.now();
    const active = await lockRows(inner.tx, customerId, "active");
    const ends = new Map(active.map(({ zone }) => [zone, until === undefined ? null : takeUntil(until, zone, at)]));
    const paused = await pauseRows(inner.tx, {
      at,
      ids: active.map(({ id }) => id),
      ends: active.map(({ zone }) => ends.get(zone) ?? null),
    });
    for (const row of paused) {
      const resumesAt = row.resumeAt === null ? null : new Date(row.resumeAt).toISOString();
      await tell(inner, "pause", row, { before: { state: "active" }, after: { state: row.state, resumesAt } });
    }
    return { installationIds: paused.map(({ id }) => id) };
  });
}
