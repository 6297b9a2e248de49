import type { ListingSuccess } from "@stoa/contract";
import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import { readOfferedListing } from "../catalog/index.ts";
import { sumListingRuns } from "./store/listing-success.ts";

const days = 90;
const dayMs = 86_400_000;
/** From fewer a reader could tell how one other customer fares. */
const least = { installs: 3, runs: 50 } as const;

/**
 * How many of a listing's runs succeeded in ninety days, over all customers of its side: what one sees before installing. A share without counts, and none
 * where few use it. @throws StoaError not_found: no such listing, or not offered here
 */
export async function showListingSuccess(ctx: Ctx, input: { listingId: string }): Promise<ListingSuccess> {
  const { listing } = await readOfferedListing(ctx, input.listingId);
  const since = new Date(ctx.clock.now() - days * dayMs).toISOString().slice(0, 10);
  // Other customers' days are no rows of this reader's: only their sum leaves here.
  const engine = engineCtx(ctx, "runs.listing-success", ctx.trace);
  const { sideId, integrationId } = listing;
  const { ended, succeeded } = await transaction(engine, ({ tx }) => sumListingRuns(tx, { sideId, integrationId, since }));
  const share = listing.installs >= least.installs && ended >= least.runs ? Math.floor((succeeded / ended) * 1_000) / 1_000 : null;
  return { days, share };
}
