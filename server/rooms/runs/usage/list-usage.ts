import { showId, type UsageList, type UsageQuery } from "@stoa/contract";
import { transaction, type Ctx } from "../../../base/index.ts";
import { tenantOf } from "../scope.ts";
import { sumUsage } from "../store/usage.ts";

const most = 1_000;

/** What ended runs used in a month (in UTC; this one when none is named), summed by integration, customer or publisher; the most first. */
export async function listUsage(ctx: Ctx, query: UsageQuery): Promise<UsageList> {
  const by = query.by ?? "integration";
  const month = query.month ?? new Date(ctx.clock.now()).toISOString().slice(0, 7);
  const rows = await transaction(ctx, ({ tx }) => sumUsage(tx, tenantOf(ctx), by, `${month}-01`, most));
  return { month, by, items: rows.map(({ id, ...row }) => ({ id: showId(by, id), ...row })) };
}
