import type { ListingContent, ListingContentPatch, Manifest } from "@stoa/contract";
import { audit, emitFacts, engineCtx, newId, notFound, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { findTextProblems, toCategories } from "./check-text.ts";
import { requirePublisher } from "./scope.ts";
import { findIntegration, findPublisher, type IntegrationRow } from "./store/integrations.ts";
import { findAdmittingSide, insertListing, lockListingAt, saveDraft, showContent, type ListingRow } from "./store/listings.ts";
import { findChannelRelease } from "./store/releases.ts";
import { readListing, type ListingView } from "./get-listing.ts";

export interface EditListingInput {
  integrationId: string;
  sideId: string;
  content: ListingContentPatch;
}

/**
 * Writes the text of an integration's listing at a host side, making the listing at first: what is not given comes from the newest
 * release's manifest. A listing once published shows the new text only after it was submitted and approved.
 */
export async function editListing(ctx: Ctx, input: EditListingInput): Promise<ListingView> {
  const publisherId = requirePublisher(ctx, "publisher_owner", "publisher_developer");
  const problems = findTextProblems(input.content);
  if (problems.length > 0) throw new StoaError("invalid_input", { what: "The listing's text cannot be taken.", problems });
  const side = await findAdmission(ctx, publisherId, input.sideId);
  return transaction(ctx, async (inner) => {
    const integration = await findIntegration(inner.tx, input.integrationId, publisherId);
    const publisher = await findPublisher(inner.tx, publisherId);
    if (!integration || !publisher) throw notFound("integration");
    const listing = await lockOrMake(inner, { integration, publisherName: publisher.name, sideId: input.sideId, hostId: side.hostId });
    const draft = { ...listing.draft, ...input.content };
    await saveDraft(inner.tx, listing.id, publisher.name, draft);
    if (listing.publishedAt === null) await showContent(inner.tx, { id: listing.id, publisherName: publisher.name }, draft);
    await audit(inner, {
      verb: "listing.edit",
      subject: listing.id,
      publisherId,
      sideId: listing.sideId,
      after: { fields: Object.keys(input.content) },
    });
    await emitFacts(inner, [
      { type: "listing.edited", publisherId, sideId: listing.sideId, subject: listing.id, subjectVersion: listing.version + 1 },
    ]);
    return readListing(inner, listing.id);
  });
}

/** A publisher does not see a host's rows; whether it was admitted is asked apart. @throws StoaError not_found: no such side, or not admitted */
export async function findAdmission(ctx: Ctx, publisherId: string, sideId: string): Promise<{ hostId: string }> {
  const engine = engineCtx(ctx, "catalog.admission", ctx.trace);
  const side = await transaction(engine, (inner) => findAdmittingSide(inner.tx, publisherId, sideId));
  if (side) return side;
  throw new StoaError("not_found", {
    what: "There is no such host side that admitted this publisher.",
    fix: "Ask the host for an invitation.",
  });
}

interface Place {
  integration: IntegrationRow;
  publisherName: string;
  sideId: string;
  hostId: string;
}

async function lockOrMake(ctx: TxCtx, { integration, publisherName, sideId, hostId }: Place): Promise<ListingRow> {
  const { id: integrationId, publisherId, slug: integrationSlug } = integration;
  const found = await lockListingAt(ctx.tx, publisherId, integrationId, sideId);
  if (found) return found;
  const release = await findChannelRelease(ctx.tx, integrationId, "latest");
  const content = contentFrom(integration.name, release?.manifest);
  const id = newId(ctx.clock);
  await insertListing(
    ctx.tx,
    { id, sideId, hostId, publisherId, publisherName, integrationId, integrationSlug, now: ctx.clock.now() },
    content,
  );
  const made = await lockListingAt(ctx.tx, publisherId, integrationId, sideId);
  if (!made) throw new StoaError("internal", "A new listing could not be read back.");
  return made;
}

function contentFrom(name: string, manifest: Manifest | undefined): ListingContent {
  return {
    title: (manifest?.title ?? name).slice(0, 60),
    summary: manifest?.summary ?? "",
    description: manifest?.description ?? "",
    categories: toCategories(manifest?.categories ?? []),
    support: manifest?.support ?? "",
    hosts: [],
  };
}
