import type { LimitList } from "@stoa/contract";
import { requireRole, transaction, type Ctx } from "../../../base/index.ts";
import { tenantOf } from "../scope.ts";
import { listLimitRows } from "../store/limits.ts";
import { showLimits } from "./show-limits.ts";

/** The limits that bear on a place, with their use now: a customer's own, a side's with the operator's on it, or all. */
export async function listLimits(ctx: Ctx): Promise<LimitList> {
  requireRole(ctx, "operator", "host_owner", "host_support", "customer_owner", "customer_configurer", "customer_viewer");
  return transaction(ctx, async (inner) => {
    const hostId = inner.scope.kind === "side" ? inner.scope.hostId : null;
    return { items: await showLimits(inner, await listLimitRows(inner.tx, { ...tenantOf(inner), hostId })) };
  });
}
