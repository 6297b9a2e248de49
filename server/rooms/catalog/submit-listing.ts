import { audit, newId, notFound, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { checkAll, type SubmitPolicy } from "./check-submission.ts";
import { findAdmission } from "./edit-listing.ts";
import { getListing, readListing, type ListingView } from "./get-listing.ts";
import { applyListingEvent } from "./move-listing.ts";
import { listingTenant, requirePublisher } from "./scope.ts";
import { lockListing } from "./store/listings.ts";
import { findChannelRelease } from "./store/releases.ts";
import { insertSubmission } from "./store/submissions.ts";

/**
 * Runs the checks on what is written and, when all are green, hands it to the host for review. The answer's `submission` has the
 * checks; its state is `failed` when one was not, and the listing stays as it was.
 * @throws StoaError conflict when one waits already
 */
export async function submitListing(
  ctx: Ctx,
  input: { listingId: string },
  policy: SubmitPolicy = { rawSecrets: "allow" },
): Promise<ListingView> {
  const publisherId = requirePublisher(ctx, "publisher_owner", "publisher_developer");
  const { listing } = await getListing(ctx, input);
  await findAdmission(ctx, publisherId, listing.sideId);
  return transaction(ctx, async (inner) => {
    await submit(inner, input.listingId, publisherId, policy);
    return readListing(inner, input.listingId);
  });
}

async function submit(ctx: TxCtx, listingId: string, publisherId: string, policy: SubmitPolicy): Promise<void> {
  const listing = await lockListing(ctx.tx, listingTenant(ctx), listingId);
  if (!listing) throw notFound("listing");
  if (listing.reviewWaiting)
    throw new StoaError("conflict", {
      what: "This listing waits for the host's review already.",
      fix: "Wait for the answer, or take it back first.",
    });
  const stable = await findChannelRelease(ctx.tx, listing.integrationId, "stable");
  const checks = await checkAll(ctx, listing, { content: listing.draft, stable }, policy);
  const passed = checks.every((check) => check.passed);
  const id = newId(ctx.clock);
  const state = passed ? "waiting" : "failed";
  const releaseId = stable?.id ?? null;
  await insertSubmission(ctx.tx, {
    id,
    listingId,
    sideId: listing.sideId,
    publisherId,
    releaseId,
    state,
    content: listing.draft,
    checks,
    now: ctx.clock.now(),
  });
  await audit(ctx, { verb: "listing.submit", subject: listing.id, publisherId, sideId: listing.sideId, after: { submission: id, state } });
  if (passed) await applyListingEvent(ctx, listing, "submit", { data: { submissionId: id } });
}
