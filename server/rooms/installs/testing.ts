import { openWorld } from "../../testing/index.ts";
import type { Ctx } from "../../base/index.ts";
import { createIntegration, editListing, publishRelease, readAsks, reviewListing, submitListing } from "../catalog/index.ts";
import { makeRelease, sampleManifest, samplePicture } from "../catalog/testing.ts";
import { consentDigest } from "./consent.ts";
import { installListing } from "./install-listing.ts";

/** A published listing, and who published it. */
export interface Scene {
  publisher: Ctx;
  publisherId: string;
  integrationId: string;
  listingId: string;
  consent: string;
}

const schema = {
  type: "object",
  required: ["server", "api_key"],
  properties: {
    server: { type: "string", minLength: 3 },
    api_key: { type: "string", minLength: 8 },
    depth: { type: "integer", maximum: 5 },
  },
};
const base = sampleManifest({ configs: { schema, uischema: null }, secrets: ["api_key"] });
const config = { server: "https://example.com", api_key: "key-number-one" };
const icon = samplePicture(Buffer.from("icon"), "");

/** A host whose publishers list an integration with a small form, and customers who install it. */
export async function openShop() {
  const world = await openWorld();
  const host = await world.makeHost();
  const sideId = host.liveSideId;
  let count = 0;
  const operationId = (): string => `operation-${(count += 1)}`;
  const publishListing = async (slug: string, manifest = base): Promise<Scene> => {
    const { owner, publisherId } = await world.makePublisher(host.hostId);
    const { id: integrationId } = await createIntegration(owner, { slug });
    const release = await makeRelease(owner, integrationId, { manifest, pictures: { icon, items: [] } });
    await publishRelease(owner, { integrationId, releaseId: release.id });
    const { listing } = await editListing(owner, { integrationId, sideId, content: {} });
    const { submission } = await submitListing(owner, { listingId: listing.id });
    await reviewListing(host.owner, { listingId: listing.id, submissionId: submission?.id ?? "", decision: "approve" });
    return { publisher: owner, publisherId, integrationId, listingId: listing.id, consent: consentDigest(readAsks(manifest, [])) };
  };
  const install = (ctx: Ctx, scene: Scene, more: object = {}) =>
    installListing(ctx, { operationId: operationId(), listingId: scene.listingId, consent: scene.consent, config, ...more });
  return { world, host, sideId, base, config, icon, operationId, publishListing, install };
}
