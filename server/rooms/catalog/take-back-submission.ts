import { audit, notFound, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { readListing, type ListingView } from "./get-listing.ts";
import { applyListingEvent } from "./move-listing.ts";
import { listingTenant, requirePublisher } from "./scope.ts";
import { waitingAfter } from "./states.ts";
import { lockListing } from "./store/listings.ts";
import { decideWaiting } from "./store/submissions.ts";

/** The publisher takes back what waits for review; what is published stays. */
export async function takeBackSubmission(ctx: Ctx, input: { listingId: string }): Promise<ListingView> {
  const publisherId = requirePublisher(ctx, "publisher_owner", "publisher_developer");
  return transaction(ctx, async (inner) => {
    const listing = await lockListing(inner.tx, listingTenant(inner), input.listingId);
    if (!listing) throw notFound("listing");
    const submission = await decideWaiting(inner.tx, {
      listingId: listing.id,
      to: waitingAfter("take_back"),
      reason: null,
      now: inner.clock.now(),
    });
    if (!submission) throw new StoaError("conflict", { what: "Nothing of this listing waits for review." });
    await audit(inner, {
      verb: "listing.take_back",
      subject: listing.id,
      publisherId,
      sideId: listing.sideId,
      after: { submission: submission.id },
    });
    await applyListingEvent(inner, listing, "take_back", { data: { submissionId: submission.id } });
    return readListing(inner, listing.id);
  });
}
