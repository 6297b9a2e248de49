import { randomUUID } from "node:crypto";
import { showId } from "@stoa/contract";
import { bringCustomers, type BroughtCustomer } from "../../../server/machine/seed/bring-customer.ts";
import { bringHost, type BroughtHost, type BroughtSide } from "../../../server/machine/seed/bring-host.ts";
import { bringPublisher, type BroughtPublisher } from "../../../server/machine/seed/bring-publisher.ts";
import type { SeedPlace } from "../../../server/machine/seed/place.ts";
import { createToken } from "../../../server/rooms/identity/index.ts";
import { sampleManifest } from "../../../server/rooms/catalog/testing.ts";
import { createIntegration, pictureKey, publishRelease } from "../../../server/rooms/catalog/index.ts";
import { makeRelease, samplePicture } from "../../../server/rooms/catalog/testing.ts";
import type { Api } from "../open-api.ts";
import { askAs, type Views } from "./ask.ts";
import { canariesOf, describeProvider, form, hostDocument } from "./texts.ts";
import type { Outside } from "../outside.ts";

/** Objects of a side. */
export interface SideObjects {
  name: string;
  brought: BroughtSide;
  owner: string;
  ids: Record<
    | "side"
    | "sideKey"
    | "keySet"
    | "domain"
    | "webhook"
    | "webhookDelivery"
    | "limit"
    | "signinProvider"
    | "provider"
    | "sideToken"
    | "sideMembership",
    string
  >;
}

export interface PublisherObjects {
  name: string;
  brought: BroughtPublisher;
  owner: string;
  integrationId: string;
  releaseId: string;
  ids: Record<
    | "publisher"
    | "integration"
    | "release"
    | "picture"
    | "simulator"
    | "secretName"
    | "publisherToken"
    | "publisherMembership"
    | "publisherSigninProvider",
    string
  >;
}

/** A host with both sides, and the publishers it admitted. */
export interface Camp {
  name: string;
  host: BroughtHost;
  slug: string;
  sides: Record<"live" | "test", SideObjects>;
  publishers: PublisherObjects[];
}

export interface Making {
  api: Api;
  place: SeedPlace;
  outside: Outside;
}

/** Both sides of a camp describe one of this name. */
const providerOf = (camp: string): string => `crm-zqcamp${camp}`;
const http = { base: "", auth: {}, allow: ["GET /contacts"] };

export async function openCamp(making: Making, name: string, publisherNames: readonly string[]): Promise<Camp> {
  const { place } = making;
  const slug = `zqcamp${name}`;
  const host = await bringHost(place, {
    name: `Host ${slug}`,
    slug,
    look: { accent: "#13694c" },
    origin: `https://${slug}.example`,
    owner: { name: `Owner ${slug}`, email: `owner@${slug}.example` },
  });
  const publishers: PublisherObjects[] = [];
  for (const one of publisherNames) publishers.push(await openPublisher(making, { name: one, camp: name, host }));
  const sides = { live: await openSide(making, host.live, `${name}l`, name), test: await openSide(making, host.test, `${name}t`, name) };
  return { name, host, slug, sides, publishers };
}

async function openSide({ api, outside }: Making, brought: BroughtSide, name: string, camp: string): Promise<SideObjects> {
  const side = showId("side", brought.sideId);
  const word = canariesOf({ camp, side: name, publisher: "", customer: "" }).side;
  const { text: owner } = await createToken(brought.owner, { name: `acting zqcamp${camp}`, roles: ["host_owner"] });
  const ask = askAs(api, owner, `/v1/sides/${side}`);
  const keys = await ask<{ items: Views[] }>("GET", "/keys");
  const keySet = await ask("POST", "/key-sets", { issuer: `https://${word}.example`, url: `${outside.url}/jwks/${word}` });
  const domain = await ask("POST", "/domains", { name: `${word}.example` });
  const webhook = await ask("POST", "/webhooks", { url: `${outside.url}/hook`, name: `Webhook ${word}` });
  const delivery = await ask("POST", `/webhooks/${webhook.id}/test`);
  const client = { clientId: `client-zqcamp${camp}`, clientSecret: "a secret of sign-in" };
  const signin = await ask("POST", "/sign-in-providers", {
    name: `Sign-in zqcamp${camp}`,
    issuer: `${outside.url}/${camp}-${name}`,
    ...client,
  });
  const limit = await ask("PUT", "/limits", { kind: "plan", plan: `plan-${word}`, atOnce: 3 });
  const provider = providerOf(camp);
  await ask("PUT", `/providers/${provider}/app`, { definition: describeProvider(provider, "CRM", outside.place) });
  await ask("PUT", "/host-api", { document: hostDocument() });
  const members = await ask<{ items: Views[] }>("GET", "/members");
  const spare = await ask("POST", "/tokens", { name: `spare zqcamp${camp}`, roles: ["host_owner"] });
  const ids = {
    side,
    sideKey: firstOf(keys),
    keySet: keySet.id,
    domain: domain.id,
    webhook: webhook.id,
    webhookDelivery: delivery.id,
    limit: limit.id,
    signinProvider: signin.id,
    provider,
    sideToken: spare.id,
    sideMembership: firstOf(members),
  };
  return { name, brought, owner, ids };
}

async function openPublisher(
  { api, place, outside }: Making,
  { name, camp, host }: { name: string; camp: string; host: BroughtHost },
): Promise<PublisherObjects> {
  const { publisher: word, market } = canariesOf({ camp, side: "", publisher: name, customer: "" });
  const person = { name: `Maker ${word}`, email: `maker@${word}.example` };
  const brought = await bringPublisher(place, { name: `Publisher zqcamp${camp}`, slug: `publisher-${market}`, owner: person }, host.hostId);
  const publisher = showId("publisher", brought.publisherId);
  const { text: owner } = await createToken(brought.owner, { name: `acting ${word}`, roles: ["publisher_owner"] });
  const ask = askAs(api, owner, `/v1/publishers/${publisher}`);
  const { id: integrationId } = await createIntegration(brought.owner, { slug: `sync-${market}`.slice(0, 39), name: `Sync ${market}` });
  const drawn = Buffer.from(`a picture of ${market}`);
  const picture = samplePicture(drawn);
  await api.blobs.put(pictureKey(picture.digest), drawn);
  const { id: releaseId } = await makeRelease(brought.owner, integrationId, {
    pictures: { icon: picture, items: [] },
    manifest: sampleManifest({
      title: `Sync ${market}`,
      configs: { schema: { ...form }, uischema: null },
      secrets: [],
      actions: [{ name: "contacts.list" }],
      connections: [{ name: "crm", kind: "provider", title: "CRM", provider: providerOf(camp), fields: [], scopes: [], http }],
    }),
  });
  await publishRelease(brought.owner, { integrationId, releaseId });
  const integration = showId("integration", integrationId);
  const simulator = `${market}.example:443`;
  await ask("PUT", `/integrations/${integration}/simulators/${encodeURIComponent(simulator)}`, { address: "http://127.0.0.1:9" });
  const secretName = `SECRET_${word.toUpperCase()}`;
  await ask("PUT", `/integrations/${integration}/secrets/run/${secretName}`, { value: "a secret value" });
  const spare = await ask("POST", "/tokens", { name: `spare ${word}`, roles: ["publisher_owner"] });
  const signin = await ask("POST", "/sign-in-providers", {
    name: `Sign-in ${word}`,
    issuer: `${outside.url}/${word}`,
    clientId: `client-${word}`,
    clientSecret: "a secret of sign-in",
  });
  const ids = {
    publisher,
    integration,
    release: showId("release", releaseId),
    picture: picture.digest,
    simulator,
    secretName,
    publisherToken: spare.id,
    publisherSigninProvider: signin.id,
    publisherMembership: firstOf(await ask<{ items: Views[] }>("GET", "/members")),
  };
  return { name, brought, owner, integrationId, releaseId, ids };
}

/** A customer with an owner and a viewer, who came by the host's signed token. */
export async function openCustomer(place: SeedPlace, side: SideObjects, name: string): Promise<BroughtCustomer> {
  const { customer: word } = canariesOf({ camp: "", side: "", publisher: "", customer: name });
  const person = (role: "owner" | "viewer") => ({
    subject: `${role}-${word}-${randomUUID().slice(0, 8)}`,
    name: `Person ${word}`,
    email: `${role}@${word}.example`,
    role,
  });
  const [customer] = await bringCustomers(place, side.brought, [
    { ref: `ref-${word}`, name: `Customer ${word}`, people: [person("owner"), person("viewer")] },
  ]);
  if (!customer) throw new Error(`the customer ${name} was not made`);
  return customer;
}

export function firstOf({ items }: { items: readonly Views[] }): string {
  const id = items[0]?.id;
  if (id === undefined) throw new Error("a list of the world is empty");
  return id;
}
