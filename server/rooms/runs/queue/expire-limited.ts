import { firstIdOf, type TxCtx } from "../../../base/index.ts";
import { LimitRules } from "../dispatch/limit-rules.ts";
import { listAllLimits, lockOverdueOf } from "../store/limits.ts";
import { endRuns, waitedEnding } from "./end-runs.ts";

const minuteMs = 60_000;

/**
 * Engine verb. Gives up runs that waited longer than the limits of their customers let them, with a verdict that says so.
 * @returns how many
 */
export async function expireLimited(ctx: TxCtx, most: number): Promise<number> {
  const now = ctx.clock.now();
  const rows = await listAllLimits(ctx.tx);
  const rules = new LimitRules(rows, null);
  const waits = new Map<string, { minutes: number; setBy: string }>();
  for (const { kind, customerId, sideId } of rows) {
    if (kind !== "customer" || customerId === null || sideId === null) continue;
    const { operator, host } = rules.customer({ customerId, sideId });
    const byHost = (host.waitMinutes ?? Infinity) < (operator.waitMinutes ?? Infinity);
    const minutes = byHost ? host.waitMinutes : operator.waitMinutes;
    if (minutes !== null) waits.set(customerId, { minutes, setBy: byHost ? "its host" : "the operator" });
  }
  const befores = [...waits].map(([customerId, { minutes }]) => ({ customerId, before: firstIdOf(now - minutes * minuteMs) }));
  const overdue = await lockOverdueOf(ctx.tx, befores, most);
  const endings = overdue.map((run) => {
    const { minutes = 0, setBy = "" } = waits.get(run.customerId) ?? {};
    return waitedEnding(run, now, { waited: `${minutes} minutes`, why: `as long as ${setBy} lets runs of this account wait` });
  });
  return (await endRuns(ctx, endings)).ended.length;
}
