import type { Asks, CheckResult, Pictures, Showcase } from "@stoa/contract";
import { notFound, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { readHostWords, type HostWords } from "../gateway/index.ts";
import { checkAll, type SubmitPolicy } from "./check-submission.ts";
import { readAsksAt } from "./read-asks.ts";
import { offeredTenant } from "./offer.ts";
import { listingTenant } from "./scope.ts";
import { findListing, findPictures, type ListingRow, type ListingTenant } from "./store/listings.ts";
import { listChangeRows, type ChangeRow } from "./store/changes.ts";
import { beyondApproved, readApproved } from "./show-stable.ts";
import { findChannelRelease, findRelease, findShowcase, type ReleaseWithManifestRow } from "./store/releases.ts";
import { listSimulatorsAt, type SimulatorRow } from "./store/simulators.ts";
import { newestSubmission, type SubmissionRow } from "./store/submissions.ts";

/** A listing as its page needs it. `draft` and `submission` are null for customers. */
export interface ListingView {
  listing: ListingRow;
  /** What customers of this side get from `stable`; null until there is one. */
  release: ReleaseWithManifestRow | null;
  asks: Asks | null;
  /** What the host calls what is asked for in its product, in other languages. */
  hostWords: HostWords;
  /** What its page shows; before it is published, what it would show. */
  showcase: Showcase;
  /** What the host said yes to, release by release; empty for customers, whom it does not concern. */
  approved: Asks[];
  submission: SubmissionView | null;
  /** On a test side, what answers in place of hosts. */
  simulators: SimulatorRow[];
  /** May the reader see what is not published: its publisher, the host's people, the operator. */
  inside: boolean;
}

/** What was handed in, with what its release asks for. */
export interface SubmissionView extends SubmissionRow {
  asks: Asks | null;
  /** Beyond what the host agreed to before, in sentences; empty at a first review. */
  asksMore: string[];
  /** It would show other pictures, or say something else in other languages, than what is on show. */
  newShowcase: boolean;
  /** The page it would bring, while it waits. */
  page: string | null;
  /** What is new in its release and in those since the one customers get. */
  news: ChangeRow[];
}

/** One listing: for a customer what is shown at its side, for its publisher and the host also what waits. */
export async function getListing(ctx: Ctx, input: { listingId: string }): Promise<ListingView> {
  return transaction(ctx, (inner) => readListing(inner, input.listingId));
}

/** As a shop shows it: what the customer's host does not offer it is not there. @throws StoaError not_found */
export async function readOfferedListing(ctx: Ctx, listingId: string): Promise<ListingView> {
  return transaction(ctx, async (inner) => readListing(inner, listingId, await offeredTenant(inner)));
}

/** The same inside a transaction. @throws StoaError not_found */
export async function readListing(ctx: TxCtx, listingId: string, tenant = listingTenant(ctx)): Promise<ListingView> {
  const listing = await findListing(ctx.tx, tenant, listingId);
  if (!listing) throw notFound("listing");
  const inside = ctx.scope.kind !== "customer";
  const release = await findShown(ctx, listing);
  const approved = inside && listing.publishedAt !== null ? await readApproved(ctx, listing, release?.id ?? null) : [];
  const submission = inside ? await newestSubmission(ctx.tx, listing.id) : undefined;
  return {
    listing,
    release,
    asks: release ? await readAsksAt(ctx, listing, release.manifest) : null,
    hostWords: await wordsOf(ctx, listing, release),
    showcase: listing.publishedAt === null && release ? await findShowcase(ctx.tx, release.id) : listing.showcase,
    approved,
    submission: submission ? await viewSubmission(ctx, listing, submission, { approved, shown: release }) : null,
    simulators: await listSimulatorsAt(ctx.tx, listing.integrationId, listing.sideId),
    inside,
  };
}

function wordsOf(ctx: TxCtx, { sideId }: ListingRow, release: ReleaseWithManifestRow | null): Promise<HostWords> {
  return readHostWords(ctx, { sideId, manifest: release?.manifest ?? {} });
}

/** What a listing shows and, for insiders, what waits or was approved: of anything else the bytes may be gone. */
export async function readPicturesOf(ctx: TxCtx, listingId: string, tenant: ListingTenant): Promise<Pictures[]> {
  const found = await findPictures(ctx.tx, tenant, listingId);
  if (!found) throw notFound("listing");
  return found.handedIn && ctx.scope.kind !== "customer" ? [found.shown, found.handedIn] : [found.shown];
}

/** Of what neither waits nor was approved the bytes may be gone. */
const keptShowcase = ({ state, showcase }: SubmissionRow): Showcase =>
  state === "waiting" || state === "approved" ? showcase : { icon: null, items: [] };

/** What customers of this side get; before it is published, what they would get. */
async function findShown(ctx: TxCtx, listing: ListingRow): Promise<ReleaseWithManifestRow | null> {
  const shown = listing.publishedAt === null ? null : listing.shownReleaseId;
  const release = shown === null ? undefined : await findRelease(ctx.tx, shown, null);
  return release ?? (await findChannelRelease(ctx.tx, listing.integrationId, "stable")) ?? null;
}

async function viewSubmission(
  ctx: TxCtx,
  { sideId, publishedAt }: ListingRow,
  submission: SubmissionRow & { newShowcase: boolean },
  { approved, shown }: { approved: readonly Asks[]; shown: ReleaseWithManifestRow | null },
): Promise<SubmissionView> {
  const release = submission.releaseId === null ? undefined : await findRelease(ctx.tx, submission.releaseId, null);
  const asks = release ? await readAsksAt(ctx, { sideId, hosts: submission.content.hosts }, release.manifest) : null;
  return {
    ...submission,
    showcase: keptShowcase(submission),
    asks,
    asksMore: (asks && beyondApproved(approved, asks)) ?? [],
    page: submission.state === "waiting" ? (release?.page ?? null) : null,
    news: release ? await readNews(ctx, release, publishedAt === null ? null : shown) : [],
  };
}

/** Since the release customers get; of one that is listed for the first time its own alone. */
async function readNews(
  { tx, languages = [] }: TxCtx,
  { integrationId, number }: ReleaseWithManifestRow,
  shown: { number: number } | null,
): Promise<ChangeRow[]> {
  const rows = await listChangeRows(tx, { integrationId, upTo: number, limit: 20, languages });
  return rows.filter((row) => row.number === number || (shown !== null && row.number > shown.number));
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
    return checkAll(inner, listing, { content: listing.draft, stable }, policy);
  });
}
