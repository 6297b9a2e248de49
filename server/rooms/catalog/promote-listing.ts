import { audit, newId, requireRole, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import type { SubmitPolicy } from "./check-submission.ts";
import { applyListingEvent } from "./move-listing.ts";
import {
  insertListing,
  listPublished,
  lockListingAt,
  saveAudience,
  setShowcase,
  setShown,
  showContent,
  type ListingRow,
} from "./store/listings.ts";
import { findRelease, type ReleaseWithManifestRow } from "./store/releases.ts";
import { waitingAfter } from "./states.ts";
import { decideWaiting, insertSubmission } from "./store/submissions.ts";

/** A listing in a side's shop, with the release its customers get. */
export interface ShopListing extends ListingRow {
  release: ReleaseWithManifestRow | undefined;
}

/** What stands in the shop of the side; `lock` holds it until the transaction ends. @throws StoaError forbidden */
export async function readShop(ctx: TxCtx, lock?: "lock"): Promise<ShopListing[]> {
  const rows = await listPublished(ctx.tx, standingAt(ctx), lock === "lock");
  const shop: ShopListing[] = [];
  for (const row of rows)
    shop.push({ ...row, release: row.shownReleaseId === null ? undefined : await findRelease(ctx.tx, row.shownReleaseId, null) });
  return shop;
}

/**
 * Puts a listing that the host approved on one of its sides into the shop of this one: text, release and audience, as an approved submission. Where
 * customers of this side could not connect an account, it is refused. @throws StoaError forbidden, refused, conflict
 */
export async function promoteListing(ctx: Ctx, from: ShopListing, policy: SubmitPolicy): Promise<void> {
  requireRole(ctx, "host_owner", "operator");
  await transaction(ctx, async (inner) => {
    const sideId = standingAt(inner);
    const listing = await lockOrMake(inner, from, sideId);
    if (listing.state === "withdrawn") throw wasWithdrawn(from);
    const content = contentOf(from);
    if (from.release) {
      const fault = await policy.accountFault?.(inner, { sideId, publisherId: from.publisherId, manifest: from.release.manifest });
      if (fault) throw new StoaError("refused", { what: `${from.title}: ${fault.text}`, fix: fault.fix });
    }
    await showContent(inner.tx, listing, content);
    await setShowcase(inner.tx, { ...listing, ...content }, from.showcase);
    await saveAudience(inner.tx, listing.id, { tiers: from.tiers, groups: from.groups });
    const submission = {
      id: newId(inner.clock),
      listingId: listing.id,
      releaseId: from.shownReleaseId,
      content,
      showcase: from.showcase,
      checks: [],
    };
    const waiting = await decideWaiting(inner.tx, {
      listingId: listing.id,
      to: waitingAfter("reject"),
      reason: "The host put this listing into the shop as it stands on its other side; submit your text again if it should follow.",
      now: inner.clock.now(),
    });
    await insertSubmission(inner.tx, { ...submission, state: "approved", sideId, publisherId: from.publisherId, now: inner.clock.now() });
    if (from.shownReleaseId !== null) await setShown(inner.tx, listing.id, from.shownReleaseId);
    await audit(inner, {
      verb: "listing.promote",
      subject: listing.id,
      sideId,
      publisherId: from.publisherId,
      before: { state: listing.state, release: listing.shownReleaseId },
      after: {
        submission: submission.id,
        release: from.shownReleaseId,
        tiers: from.tiers,
        groups: from.groups,
        rejected: waiting?.id ?? null,
      },
    });
    await publish(inner, listing, { submissionId: submission.id, releaseId: from.shownReleaseId });
  });
}

/** Nobody puts back on show what was taken away: its publisher may have had a reason. */
function wasWithdrawn({ title }: ShopListing): StoaError {
  return new StoaError("conflict", {
    what: `${title} was withdrawn from this side's shop.`,
    fix: "Its publisher submits it again on this side, then approve it there; or leave it out.",
  });
}

/** By the same steps as any listing: what stands on show already is shown anew. */
async function publish(ctx: TxCtx, listing: ListingRow, data: object): Promise<void> {
  if (listing.state === "published" || listing.state === "submitted") return applyListingEvent(ctx, listing, "approve", { data });
  await applyListingEvent(ctx, listing, "submit");
  await applyListingEvent(ctx, { ...listing, state: "submitted" }, "approve", { data });
}

async function lockOrMake(ctx: TxCtx, from: ShopListing, sideId: string): Promise<ListingRow> {
  const { publisherId, integrationId } = from;
  const found = await lockListingAt(ctx.tx, publisherId, integrationId, sideId);
  if (found) return found;
  const { hostId, publisherName, integrationSlug } = from;
  const place = { id: newId(ctx.clock), sideId, hostId, publisherId, publisherName, integrationId, integrationSlug, now: ctx.clock.now() };
  await insertListing(ctx.tx, place, contentOf(from));
  const made = await lockListingAt(ctx.tx, publisherId, integrationId, sideId);
  if (!made) throw new StoaError("conflict", { what: "Somebody else just made this listing.", fix: "Look again, then promote." });
  return made;
}

function contentOf({ title, summary, description, categories, support, hosts }: ListingRow): ListingRow["draft"] {
  return { title, summary, description, categories, support, hosts };
}

function standingAt(ctx: Ctx): string {
  if (ctx.scope.kind === "side") return ctx.scope.sideId;
  throw new StoaError("forbidden", { what: "A shop belongs to a host's side.", fix: "Use an address below /v1/sides/." });
}
