import { readId, showId, type CustomerView } from "@stoa/contract";
import { notFound, type TxCtx } from "../../base/index.ts";
import { iso } from "./list-page.ts";
import { sideOf } from "./side-of.ts";
import { findCustomerOfSide, type CustomerRow } from "./store/customers.ts";

/** A customer of the side one stands in, by the host's own id for it or by ours; `lock` for a change. @throws StoaError forbidden, not_found */
export async function sideCustomer(ctx: TxCtx, ref: string, lock?: "lock"): Promise<CustomerRow> {
  const found = await findCustomerOfSide(ctx.tx, sideOf(ctx), { externalRef: ref, id: readId("customer", ref) }, lock === "lock");
  if (!found) throw notFound("customer");
  return found;
}

export function showCustomer(row: CustomerRow): CustomerView {
  return {
    id: showId("customer", row.id),
    sideId: showId("side", row.sideId),
    externalRef: row.externalRef,
    name: row.name,
    tier: row.tier,
    hiddenListings: row.hiddenListings.map((id) => showId("listing", id)),
    installCap: row.installCap,
    closedAt: row.closedAt === null ? null : iso(row.closedAt),
    createdAt: iso(row.createdAt),
  };
}
