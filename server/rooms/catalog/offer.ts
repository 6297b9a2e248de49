import type { TxCtx } from "../../base/index.ts";
import { readAllowance } from "../identity/index.ts";
import type { ListingTenant } from "./store/listings.ts";
import { listingTenant } from "./scope.ts";

/** Which listings a request is offered: for a customer's people fewer than were ever published, as their host says. */
export async function offeredTenant(ctx: TxCtx): Promise<ListingTenant> {
  const tenant = listingTenant(ctx);
  if (ctx.scope.kind !== "customer") return tenant;
  const { tier, groups, hiddenListings } = await readAllowance(ctx);
  return { ...tenant, offer: { tier, groups, hidden: hiddenListings } };
}
