import { audit, notFound, requireRole, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import type { SubmitPolicy } from "./check-submission.ts";
import { readListing, type ListingView } from "./get-listing.ts";
import { applyListingEvent } from "./move-listing.ts";
import { listingTenant } from "./scope.ts";
import { waitingAfter } from "./states.ts";
import { readAsksAt } from "./read-asks.ts";
import { lockListing, setShowcase, setShown, showContent, type ListingRow } from "./store/listings.ts";
import { beyondApproved, readApproved } from "./show-stable.ts";
import { findChannelRelease, findRelease } from "./store/releases.ts";
import { decideWaiting, type SubmissionRow } from "./store/submissions.ts";

export interface ReviewListingInput {
  listingId: string;
  /** The submission the reviewer looked at: another one in its place is not decided by mistake. */
  submissionId: string;
  decision: "approve" | "reject";
  /** Needed to reject; the publisher reads it. */
  reason?: string | undefined;
}

/** The host's answer to a submission: its text is shown to customers, or goes back with a reason. */
export async function reviewListing(
  ctx: Ctx,
  input: ReviewListingInput,
  policy: SubmitPolicy = { rawSecrets: "allow" },
): Promise<ListingView> {
  requireRole(ctx, "host_owner", "host_reviewer");
  if (ctx.scope.kind !== "side")
    throw new StoaError("forbidden", { what: "Only the host may review a listing.", fix: "Use an address below /v1/sides/." });
  const reason = input.reason?.trim() || null;
  if (input.decision === "reject" && reason === null)
    throw new StoaError("invalid_input", { what: "A rejection needs a reason.", fix: "Say what the publisher should change." });
  return transaction(ctx, async (inner) => {
    await review(inner, input, reason, policy);
    return readListing(inner, input.listingId);
  });
}

/** The text, and as much as the reviewed release asks for; what became stable since comes with it where it asks for no more. */
async function show(ctx: TxCtx, listing: ListingRow, { content, showcase, releaseId }: SubmissionRow, policy: SubmitPolicy): Promise<void> {
  await showContent(ctx.tx, listing, content);
  await setShowcase(ctx.tx, { ...listing, ...content }, showcase);
  const stable = await findChannelRelease(ctx.tx, listing.integrationId, "stable");
  const reviewed = releaseId === null ? stable : await findRelease(ctx.tx, releaseId, null);
  if (!reviewed || !stable)
    throw new StoaError("conflict", { what: "No release of this integration is stable.", fix: "Ask its publisher." });
  const { sideId, publisherId } = listing;
  const fault = await policy.accountFault?.(ctx, { sideId, publisherId, manifest: reviewed.manifest });
  if (fault) throw new StoaError("refused", { what: fault.text, fix: fault.fix });
  const approved = await readApproved(ctx, { ...listing, hosts: content.hosts }, reviewed.id);
  const beyond = beyondApproved(approved, await readAsksAt(ctx, { sideId, hosts: content.hosts }, stable.manifest));
  await setShown(ctx.tx, listing.id, beyond?.length === 0 ? stable.id : reviewed.id);
}

async function review(
  ctx: TxCtx,
  { listingId, submissionId, decision }: ReviewListingInput,
  reason: string | null,
  policy: SubmitPolicy,
): Promise<void> {
  const listing = await lockListing(ctx.tx, listingTenant(ctx), listingId);
  if (!listing) throw notFound("listing");
  const approved = decision === "approve";
  const submission = await decideWaiting(ctx.tx, { listingId, to: waitingAfter(decision), reason, now: ctx.clock.now() });
  if (!submission) throw new StoaError("conflict", { what: "Nothing of this listing waits for review." });
  if (submission.id !== submissionId)
    throw new StoaError("conflict", {
      what: "The publisher has submitted another text since.",
      fix: "Load the listing again and review that one.",
    });
  if (approved) await show(ctx, listing, submission, policy);
  const { sideId, publisherId } = listing;
  await audit(ctx, {
    verb: `listing.${decision}`,
    subject: listingId,
    sideId,
    publisherId,
    before: { state: listing.state },
    after: { submission: submission.id, reason },
  });
  await applyListingEvent(ctx, listing, decision, {
    reason: approved ? null : reason,
    data: { submissionId: submission.id, releaseId: submission.releaseId },
  });
}
