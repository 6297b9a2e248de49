import { readId, type ConnectionState, type ProviderDefinition } from "@stoa/contract";
import { newId, transaction, type Ctx } from "../../base/index.ts";
import { openWorld, type TestHost, type World } from "../../testing/index.ts";
import { createIntegration, editListing, publishRelease, reviewListing, submitListing } from "../catalog/index.ts";
import { makeRelease, sampleManifest } from "../catalog/testing.ts";
import { makeCheckedFetch } from "../sandbox/index.ts";
import { saveApp } from "./apps/save-app.ts";
import { connectWithKey } from "./connect-with-key.ts";
import type { ConnectDeps } from "./deps.ts";
import { getConnection } from "./list-connections.ts";
import { readCatalogue, type Catalogue } from "./provider/catalogue.ts";
import { listForRuns } from "./store/connections.ts";
import { loseAccount, takeLease } from "./store/leases.ts";
import { publicUrl } from "./testing/public-url.ts";

export { runRefreshChaos } from "./chaos/testing.ts";
export { startRealProvider } from "./testing/real-provider.ts";
export { connectByWindow } from "./testing/connect-by-window.ts";
export { startFakeProvider } from "./testing/fake-provider.ts";
export { manners } from "./testing/manners.ts";
export { Walker } from "./testing/walk.ts";
export { publicUrl };
export { endSigningSecret as endSigning } from "./apps/end-signing-secret.ts";
export { putSigningSecret as putSigning } from "./apps/put-signing-secret.ts";
export { saveApp };
export { removeApp as removeProviderApp } from "./apps/remove-app.ts";

/** Tenants, and providers reached on this machine. */
export interface ConnectWorld {
  world: World;
  host: TestHost & { owner: Ctx };
  deps: ConnectDeps;
  customer(): Promise<{ customerId: string; owner: Ctx; viewer: Ctx }>;
  /** Describes a provider and enters the host's app there. */
  enter(definition: ProviderDefinition, app?: { clientId: string; clientSecret: string }): Promise<void>;
}

/** @param allow places on this machine that may be reached, as the operator lists them */
export async function openConnectWorld(allow: string[], catalogue: Catalogue = readCatalogue()): Promise<ConnectWorld> {
  const world = await openWorld();
  const host = await world.makeHost();
  const deps: ConnectDeps = { catalogue, fetch: makeCheckedFetch({ allow }, 4_000), publicUrl, leaseMs: 8_000 };
  return {
    world,
    host,
    deps,
    customer: () => world.makeCustomer(host.liveSideId),
    enter: async (definition, app = { clientId: "stoa", clientSecret: "app-secret-5f2a" }) =>
      void (await saveApp(host.owner, deps, { provider: definition.name, definition, ...app })),
  };
}

/** A published listing whose program uses one account at a provider. */
export async function listUsing(
  place: ConnectWorld,
  account: { provider: string; scopes?: string[] },
): Promise<{ listingId: string; publisherId: string; publisher: Ctx }> {
  const { world, host } = place;
  const { owner: publisher, publisherId } = await world.makePublisher(host.hostId);
  const { id: integrationId } = await createIntegration(publisher, { slug: "contacts" });
  const http = { base: "", auth: {}, allow: ["GET /contacts"] };
  const connections = [{ name: "crm", kind: "provider", title: "CRM", fields: [], http, scopes: [], ...account }];
  const manifest = sampleManifest({ connections, configs: { schema: { type: "object", properties: {} }, uischema: null }, secrets: [] });
  const release = await makeRelease(publisher, integrationId, { manifest });
  await publishRelease(publisher, { integrationId, releaseId: release.id });
  const { listing } = await editListing(publisher, { integrationId, sideId: host.liveSideId, content: {} });
  const { submission } = await submitListing(publisher, { listingId: listing.id });
  await reviewListing(host.owner, { listingId: listing.id, submissionId: submission?.id ?? "", decision: "approve" });
  return { listingId: listing.id, publisherId, publisher };
}

/** A provider on this machine whose key goes in a header of its own. */
export function describeKeyProvider(place: string): ProviderDefinition {
  const origin = `http://${place}`;
  return {
    name: "key-crm",
    title: "Key CRM",
    kind: "api-key",
    documents: origin,
    fields: [{ name: "api_key", title: "Key", secret: true, where: "In its settings under Keys." }],
    send: { header: "X-Api-Key", value: "{api_key}" },
    api: origin,
    hosts: [place],
    account: { from: "call", call: { url: `${origin}/account` }, id: "id", name: "name" },
    test: { url: `${origin}/account` },
  };
}

/** Describes the provider at the host, where that was not done, and connects a customer's account. @returns the connection's uuid */
export async function connectKey(
  customer: Ctx,
  deps: ConnectDeps & { host: Ctx | null; definition: ProviderDefinition },
  fields: Record<string, string>,
): Promise<string> {
  const { host, definition } = deps;
  if (host) await saveApp(host, deps, { provider: definition.name, definition });
  const view = await connectWithKey(customer, deps, { provider: definition.name, fields });
  return readId("connection", view.id) ?? "";
}

/** As when the provider refuses to go on with an account. */
export async function loseConnection(engine: Ctx, id: string): Promise<void> {
  await transaction(engine, async ({ tx, clock }) => {
    const [row] = await listForRuns(tx, [id]);
    const leaseId = newId(clock);
    await takeLease(tx, { id, leaseId, credentialVersion: row?.credentialVersion ?? 0, leaseMs: 1_000 });
    await loseAccount(tx, { id, leaseId, reason: "It said no.", now: clock.now() });
  });
}

export async function stateOf(customer: Ctx, deps: ConnectDeps, connectionId: string): Promise<ConnectionState> {
  return (await getConnection(customer, deps, { connectionId })).state;
}
