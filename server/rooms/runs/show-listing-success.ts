import { failureClasses, failureTable, type ListingSuccess } from "@stoa/contract";
import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import { readOfferedListing } from "../catalog/index.ts";
import { countRunningCustomers, sumListingRuns } from "./store/listing-success.ts";

const days = 90;
const dayMs = 86_400_000;
/** From fewer a reader could tell how one other customer fares. */
const least = { customers: 3, runs: 50 } as const;
/** What says nothing of the integration: runs that somebody stopped, and failures that are their customer's own to mend. */
const left = ["cancelled", ...failureClasses.filter((name) => failureTable[name].owner === "customer")];

/**
 * How many of a listing's runs succeeded in ninety days, over all customers of its side: what one sees before installing. A share in whole percent without counts, and none
 * where few customers use it. A customer's wrong settings and refused sign-ins do not count against it. @throws StoaError not_found: no such listing, or not offered here
 */
export async function showListingSuccess(ctx: Ctx, input: { listingId: string }): Promise<ListingSuccess> {
  const { listing } = await readOfferedListing(ctx, input.listingId);
  const since = new Date(ctx.clock.now() - days * dayMs).toISOString().slice(0, 10);
  // Other customers' days are no rows of this reader's: only their sum leaves here.
  const engine = engineCtx(ctx, "runs.listing-success", ctx.trace);
  const { sideId, integrationId } = listing;
  const of = { sideId, integrationId, since };
  const { ended, succeeded } = await transaction(engine, ({ tx }) => sumListingRuns(tx, of, left));
  const isTold =
    ended >= least.runs && (await transaction(engine, ({ tx }) => countRunningCustomers(tx, of, least.customers))) >= least.customers;
  const share = isTold ? Math.floor((succeeded / ended) * 100) / 100 : null;
  return { days, share };
}
