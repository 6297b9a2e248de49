import type { Asks, CheckResult } from "@stoa/contract";
import { notFound, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { checkSubmission, type SubmitPolicy } from "./check-submission.ts";
import { readAsks } from "./read-asks.ts";
import { listingTenant } from "./scope.ts";
import { findListing, type ListingRow } from "./store/listings.ts";
import { findChannelRelease, type ReleaseRow } from "./store/releases.ts";
import { newestSubmission, type SubmissionRow } from "./store/submissions.ts";

/** A listing as its page needs it. `draft` and `submission` are null for customers. */
export interface ListingView {
  listing: ListingRow;
  release: ReleaseRow | null;
  asks: Asks | null;
  submission: SubmissionRow | null;
  /** May the reader see what is not published: its publisher, the host's people, the operator. */
  inside: boolean;
}

/** One listing: for a customer what is shown at its side, for its publisher and the host also what waits. */
export async function getListing(ctx: Ctx, input: { listingId: string }): Promise<ListingView> {
  return transaction(ctx, (inner) => readListing(inner, input.listingId));
}

/** The same inside a transaction. @throws StoaError not_found */
export async function readListing(ctx: TxCtx, listingId: string): Promise<ListingView> {
  const listing = await findListing(ctx.tx, listingTenant(ctx), listingId);
  if (!listing) throw notFound("listing");
  const inside = ctx.scope.kind !== "customer";
  const release = await findChannelRelease(ctx.tx, listing.integrationId, "stable");
  const submission = inside ? await newestSubmission(ctx.tx, listing.id) : undefined;
  return {
    listing,
    release: release ?? null,
    asks: release ? readAsks(release.manifest, listing.hosts) : null,
    submission: submission ?? null,
    inside,
  };
}

/** What submitting would find now; changes nothing. */
export async function checkListing(
  ctx: Ctx,
  input: { listingId: string },
  policy: SubmitPolicy = { rawSecrets: "allow" },
): Promise<CheckResult[]> {
  return transaction(ctx, async (inner) => {
    const listing = await findListing(inner.tx, listingTenant(inner), input.listingId);
    if (!listing) throw notFound("listing");
    const stable = await findChannelRelease(inner.tx, listing.integrationId, "stable");
    return checkSubmission({ content: listing.draft, stable, ...policy });
  });
}
