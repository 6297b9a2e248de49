import type { Asks } from "@stoa/contract";
import { audit, newId, notFound, type TxCtx } from "../../base/index.ts";
import { asksMore } from "./asks-more.ts";
import { checkAll, type SubmitPolicy } from "./check-submission.ts";
import { applyListingEvent } from "./move-listing.ts";
import { readAsksAt } from "./read-asks.ts";
import { waitingAfter } from "./states.ts";
import { findListing, lockListingsOf, setShowcase, setShown, type ListingRow, type ListingShown } from "./store/listings.ts";
import { findShowcase, type ReleaseWithManifestRow } from "./store/releases.ts";
import { compareShowcase, decideWaiting, findWaiting, insertSubmission, listApproved } from "./store/submissions.ts";

/**
 * `stable` names another release. Where it asks for no more than the host approved once, its customers get it now; elsewhere they keep the one
 * they have, and the host is asked anew, with the text that is shown or waits. @param before what `stable` named until now
 */
export async function showStable(ctx: TxCtx, stable: ReleaseWithManifestRow, before: string | null, policy: SubmitPolicy): Promise<void> {
  for (const listing of await lockListingsOf(ctx.tx, stable.integrationId)) {
    const shown = listing.shownReleaseId ?? (listing.publishedAt === null ? null : before);
    const approved = await readApproved(ctx, listing, shown);
    if (beyondApproved(approved, await readAsksAt(ctx, listing, stable.manifest))?.length === 0) {
      await setShown(ctx.tx, listing.id, stable.id);
      await bringShowcase(ctx, listing.id, stable, policy);
    } else {
      if (shown !== null) await setShown(ctx.tx, listing.id, shown);
      await askAnew(ctx, await readWhole(ctx, listing.id, stable), stable, policy);
    }
  }
}

/** Pictures and words the host has not seen are shown to it first; what customers may do with the release does not wait for them. */
async function bringShowcase(ctx: TxCtx, listingId: string, stable: ReleaseWithManifestRow, policy: SubmitPolicy): Promise<void> {
  const news = await compareShowcase(ctx.tx, listingId, stable.id);
  if (news === "same") return;
  const listing = await readWhole(ctx, listingId, stable);
  if (news === "new") return askAnew(ctx, listing, stable, policy);
  await setShowcase(ctx.tx, listing, await findShowcase(ctx.tx, stable.id));
}

/** One that is locked. */
async function readWhole({ tx }: TxCtx, listingId: string, { publisherId }: ReleaseWithManifestRow): Promise<ListingRow> {
  const listing = await findListing(tx, { sideId: null, publisherId, shownOnly: false }, listingId);
  if (!listing) throw notFound("listing");
  return listing;
}

/** What the host said yes to at this listing, release by release, and what is shown. @param shown for a listing from before that was noted */
export async function readApproved(
  ctx: TxCtx,
  listing: Pick<ListingShown, "id" | "sideId" | "hosts">,
  shown: string | null,
): Promise<Asks[]> {
  const asks: Asks[] = [];
  for (const { manifest } of await listApproved(ctx.tx, listing.id, shown)) asks.push(await readAsksAt(ctx, listing, manifest));
  return asks;
}

/** What asks go beyond the approval that comes nearest to them; undefined before the first approval. */
export function beyondApproved(approved: readonly Asks[], asks: Asks): string[] | undefined {
  return approved.map((one) => asksMore(one, asks)).toSorted((a, b) => a.length - b.length)[0];
}

async function askAnew(ctx: TxCtx, listing: ListingRow, stable: ReleaseWithManifestRow, policy: SubmitPolicy): Promise<void> {
  const waiting = await findWaiting(ctx.tx, listing.id);
  // Text that never was on show, was sent back or withdrawn: its publisher hands it in.
  if (!waiting && listing.state !== "published") return;
  const { title, summary, description, categories, support, hosts } = listing;
  const content = waiting?.content ?? { title, summary, description, categories, support, hosts };
  const now = ctx.clock.now();
  if (waiting) {
    await decideWaiting(ctx.tx, { listingId: listing.id, to: waitingAfter("take_back"), reason: null, now });
    await applyListingEvent(ctx, listing, "take_back", { data: { submissionId: waiting.id } });
  }
  const checks = await checkAll(ctx, listing, { content, stable }, policy);
  const state = checks.every((check) => check.passed) ? "waiting" : "failed";
  const id = newId(ctx.clock);
  const { sideId, publisherId } = listing;
  await insertSubmission(ctx.tx, {
    id,
    listingId: listing.id,
    sideId,
    publisherId,
    releaseId: stable.id,
    state,
    content,
    checks,
    now,
  });
  await audit(ctx, { verb: "listing.submit", subject: listing.id, publisherId, sideId, after: { submission: id, state } });
  const from = waiting && listing.state === "submitted" ? ("draft" as const) : listing.state;
  if (state === "waiting") await applyListingEvent(ctx, { ...listing, state: from }, "submit", { data: { submissionId: id } });
}
