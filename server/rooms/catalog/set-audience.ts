import { audit, emitFacts, notFound, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { readListing, type ListingView } from "./get-listing.ts";
import { listingTenant } from "./scope.ts";
import { lockListing, saveAudience } from "./store/listings.ts";

/**
 * Whom the host offers a listing: customers of these tiers, of them people of these groups; none named means all. Others neither see nor
 * install it; what is installed runs on. @throws StoaError forbidden, not_found
 */
export async function setAudience(ctx: Ctx, input: { listingId: string; tiers: string[]; groups: string[] }): Promise<ListingView> {
  requireRole(ctx, "host_owner", "host_reviewer", "operator");
  if (ctx.scope.kind !== "side") throw new StoaError("forbidden", { what: "A host decides whom its listings are for." });
  return transaction(ctx, async (inner) => {
    const before = await lockListing(inner.tx, listingTenant(inner), input.listingId);
    if (!before) throw notFound("listing");
    const { tiers, groups } = input;
    const { version } = await saveAudience(inner.tx, before.id, { tiers, groups });
    const { sideId, publisherId } = before;
    await audit(inner, {
      verb: "listing.set_audience",
      subject: before.id,
      sideId,
      before: { tiers: before.tiers, groups: before.groups },
      after: { tiers, groups },
    });
    await emitFacts(inner, [{ type: "listing.audience_set", sideId, publisherId, subject: before.id, subjectVersion: version }]);
    return readListing(inner, before.id);
  });
}
