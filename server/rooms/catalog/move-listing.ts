import { emitFacts, StoaError, type TxCtx } from "../../base/index.ts";
import { nextListingState, type ListingEvent } from "./states.ts";
import { moveListing, type ListingRow } from "./store/listings.ts";

const facts: Record<ListingEvent, string> = {
  submit: "listing.submitted",
  approve: "listing.published",
  reject: "listing.rejected",
  take_back: "listing.taken_back",
  withdraw: "listing.withdrawn",
};

/** Moves a locked listing by the table of transitions and tells it. @throws StoaError conflict when the table has no such move */
export async function applyListingEvent(
  ctx: TxCtx,
  listing: ListingRow,
  event: ListingEvent,
  detail: { reason?: string | null; data?: object } = {},
): Promise<void> {
  const to = nextListingState(listing.state, event);
  if (!to) throw new StoaError("conflict", { what: `A listing that is ${listing.state} cannot do this: ${event.replace("_", " ")}.` });
  const moved = await moveListing(ctx.tx, { id: listing.id, from: listing.state, to, reason: detail.reason ?? null, now: ctx.clock.now() });
  if (!moved) throw new StoaError("conflict", { what: "Somebody else just changed this listing." });
  await emitFacts(ctx, [
    {
      type: facts[event],
      sideId: listing.sideId,
      publisherId: listing.publisherId,
      subject: listing.id,
      subjectVersion: moved.version,
      data: { from: listing.state, to, integrationId: listing.integrationId, ...detail.data },
    },
  ]);
}
