import { audit, notFound, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { readListing, type ListingView } from "./get-listing.ts";
import { applyListingEvent } from "./move-listing.ts";
import { listingTenant } from "./scope.ts";
import { waitingAfter } from "./states.ts";
import { lockListing } from "./store/listings.ts";
import { decideWaiting } from "./store/submissions.ts";

/** Takes a listing out of the shop, by its publisher or by the host; installations go on, nobody new can install. */
export async function withdrawListing(ctx: Ctx, input: { listingId: string; reason?: string | undefined }): Promise<ListingView> {
  requireRole(ctx, "publisher_owner", "publisher_developer", "host_owner", "host_reviewer", "operator");
  if (ctx.scope.kind === "customer") throw new StoaError("forbidden", { what: "Only its publisher or the host may withdraw a listing." });
  const reason = input.reason?.trim() || null;
  return transaction(ctx, async (inner) => {
    const listing = await lockListing(inner.tx, listingTenant(inner), input.listingId);
    if (!listing) throw notFound("listing");
    await decideWaiting(inner.tx, { listingId: listing.id, to: waitingAfter("withdraw"), reason, now: inner.clock.now() });
    const { sideId, publisherId } = listing;
    await audit(inner, {
      verb: "listing.withdraw",
      subject: listing.id,
      sideId,
      publisherId,
      before: { state: listing.state },
      after: { state: "withdrawn", reason },
    });
    await applyListingEvent(inner, listing, "withdraw", { reason });
    return readListing(inner, listing.id);
  });
}
