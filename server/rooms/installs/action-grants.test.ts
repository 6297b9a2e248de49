import assert from "node:assert/strict";
import { test } from "node:test";
import { showId, type Manifest } from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { hearFacts, openWorld } from "../../testing/index.ts";
import { createIntegration, editListing, getListing, publishRelease, reviewListing, sayAsksOf, submitListing } from "../catalog/index.ts";
import { makeRelease, sampleManifest } from "../catalog/testing.ts";
import { closeCustomer } from "../identity/index.ts";
import { declareSample } from "../gateway/testing.ts";
import { acceptUpgrade } from "./accept-upgrade.ts";
import { countWidened, loadGrants } from "./action-grants.ts";
import { allowActions } from "./allow-actions.ts";
import { consentDigest } from "./consent.ts";
import { followChannels } from "./facts.ts";
import { followDeclarations } from "./follow-declarations.ts";
import { configureInstallation } from "./configure-installation.ts";
import { listConsents } from "./list-consents.ts";
import { loadRunnables } from "./load-runnables.ts";
import { getInstallation } from "./get-installation.ts";
import { installListing } from "./install-listing.ts";
import { revokeActions } from "./revoke-actions.ts";
import { uninstall } from "./uninstall.ts";

const world = await openWorld();
const host = await world.makeHost();
const publisher = await world.makePublisher(host.hostId);
const read = { name: "contacts.list", scopes: ["contacts:read"], summary: "Read contacts" };
const write = { name: "contacts.create", scopes: ["contacts:write"], summary: "Add contacts" };
await declareSample(host.owner, { "GET /contacts": read, "POST /contacts": write });

let made = 0;
const operation = (): string => `operation-${(made += 1)}`;
const refusedAs = (code: string) => (error: unknown) => error instanceof StoaError && error.code === code;
const asking = (...names: string[]): Manifest =>
  sampleManifest({ actions: names.map((name) => ({ name })), configs: { schema: { type: "object" }, uischema: null } });

async function release(integrationId: string, manifest: Manifest): Promise<void> {
  const { id: releaseId } = await makeRelease(publisher.owner, integrationId, { manifest });
  await publishRelease(publisher.owner, { integrationId, releaseId });
}

async function approve(listingId: string): Promise<void> {
  const { submission } = await getListing(host.owner, { listingId });
  await reviewListing(host.owner, { listingId, submissionId: submission?.id ?? "", decision: "approve" });
}

async function list(manifest: Manifest): Promise<{ integrationId: string; listingId: string }> {
  const { id: integrationId } = await createIntegration(publisher.owner, { slug: `program-${(made += 1)}` });
  await release(integrationId, manifest);
  const { listing } = await editListing(publisher.owner, { integrationId, sideId: host.liveSideId, content: {} });
  await submitListing(publisher.owner, { listingId: listing.id });
  await approve(listing.id);
  return { integrationId, listingId: listing.id };
}

async function install(customer: Ctx, listingId: string): Promise<string> {
  const { asks } = await getListing(customer, { listingId });
  assert.ok(asks);
  const { installationId } = await installListing(customer, { operationId: operation(), listingId, consent: consentDigest(asks) });
  return installationId;
}

const statesOf = async (ctx: Ctx, installationId: string): Promise<Record<string, string>> =>
  Object.fromEntries((await getInstallation(ctx, { installationId })).grants.map(({ name, state }) => [name, state]));
const live = (installationId: string) => transaction(world.engine, (inner) => loadGrants(inner, installationId));
const change = (installationId: string, ...actions: string[]) => ({ operationId: operation(), installationId, actions });

test("who installs allows the actions asked for, in the host's words; taken back, they can be allowed again", async () => {
  const { listingId } = await list(asking("contacts.list"));
  const { owner, viewer } = await world.makeCustomer(host.liveSideId);
  const { asks } = await getListing(owner, { listingId });
  assert.deepEqual(
    asks?.actions?.map(({ title, method, path, scopes }) => [title, method, path, scopes]),
    [["Read contacts", "GET", "/contacts", ["contacts:read"]]],
  );
  const installationId = await install(owner, listingId);
  assert.deepEqual((await live(installationId)).get("contacts.list")?.scopes, ["contacts:read"]);
  await assert.rejects(revokeActions(viewer, change(installationId, "contacts.list")), refusedAs("forbidden"));
  await revokeActions(owner, change(installationId, "contacts.list"));
  assert.deepEqual(await statesOf(owner, installationId), { "contacts.list": "revoked" });
  await assert.rejects(revokeActions(owner, change(installationId, "contacts.list")), refusedAs("conflict"));
  const { consent } = await getInstallation(owner, { installationId });
  await assert.rejects(allowActions(owner, { ...change(installationId, "contacts.create"), consent }), refusedAs("invalid_input"));
  await assert.rejects(allowActions(owner, { ...change(installationId, "contacts.list"), consent: "other" }), refusedAs("conflict"));
  await allowActions(owner, { ...change(installationId, "contacts.list"), consent });
  assert.deepEqual(await statesOf(owner, installationId), { "contacts.list": "allowed" });
  await uninstall(owner, { operationId: operation(), installationId });
  assert.equal((await live(installationId)).size, 0);
});

test("a host's actions are read in its words of the reader's language, and what was agreed to is said later as it was read", async () => {
  const declare = (german: string) =>
    declareSample(host.owner, { "GET /contacts": read, "POST /contacts": write }, undefined, {
      "x-stoa-translations": { de: { "Read contacts": german, "Add contacts": "Kontakte anlegen" } },
    });
  await declare("Kontakte lesen");
  const { integrationId, listingId } = await list(asking("contacts.list"));
  const { owner } = await world.makeCustomer(host.liveSideId);
  const german = { ...owner, languages: ["de", "en"] };
  const asks = sayAsksOf(await getListing(german, { listingId }), german.languages);
  assert.equal(asks?.actions?.[0]?.title, "Kontakte lesen");
  const installationId = await install(german, listingId);
  await release(integrationId, asking("contacts.list", "contacts.create"));
  await approve(listingId);
  await hearFacts(world.engine, followChannels);
  const view = await getInstallation(german, { installationId });
  assert.deepEqual([view.grants[0]?.title, view.waiting?.asks.actions?.[1]?.title], ["Kontakte lesen", "Kontakte anlegen"]);
  assert.deepEqual(view.waiting?.asksMore, ["It may do in the product: Kontakte anlegen (contacts.create)."]);
  const plain = await getInstallation(owner, { installationId });
  assert.deepEqual([plain.grants[0]?.title, plain.consent], ["Read contacts", view.consent], "a translation is nothing new to agree to");
  await declare("Alle Kontakte lesen");
  assert.equal((await getInstallation(german, { installationId })).grants[0]?.title, "Alle Kontakte lesen");
  const agreed = async (ctx: Ctx) => (await listConsents(ctx, { installationId })).items[0]?.asks.actions?.[0]?.title;
  assert.deepEqual([await agreed(german), await agreed(owner)], ["Kontakte lesen", "Read contacts"]);
});

test("a release that asks for one more waits for host and customer; what it says is new is that action", async () => {
  const { integrationId, listingId } = await list(asking("contacts.list"));
  const { owner } = await world.makeCustomer(host.liveSideId);
  const installationId = await install(owner, listingId);
  await release(integrationId, asking("contacts.list", "contacts.create"));
  await approve(listingId);
  await hearFacts(world.engine, followChannels);
  const { waiting } = await getInstallation(owner, { installationId });
  assert.deepEqual(waiting?.asksMore, ["It may do in the product: Add contacts (contacts.create)."]);
  assert.deepEqual([...(await live(installationId)).keys()], ["contacts.list"]);
  await acceptUpgrade(owner, { operationId: operation(), installationId, consent: waiting?.consent ?? "" });
  assert.deepEqual(await statesOf(owner, installationId), { "contacts.list": "allowed", "contacts.create": "allowed" });
});

test("agreeing to a release gives nothing back that was taken back; the record names what was granted", async () => {
  const { integrationId, listingId } = await list(asking("contacts.list"));
  const { owner } = await world.makeCustomer(host.liveSideId);
  const installationId = await install(owner, listingId);
  await revokeActions(owner, change(installationId, "contacts.list"));
  await release(integrationId, asking("contacts.list", "contacts.create"));
  await approve(listingId);
  await hearFacts(world.engine, followChannels);
  const { waiting } = await getInstallation(owner, { installationId });
  await acceptUpgrade(owner, { operationId: operation(), installationId, consent: waiting?.consent ?? "" });
  assert.deepEqual(await statesOf(owner, installationId), { "contacts.list": "revoked", "contacts.create": "allowed" });
  const [row] = await transaction(owner, ({ tx }) =>
    tx.rows<{ after: { granted: unknown } }>("select after from base.audit where subject = $1 and verb = 'installation.upgrade'", [
      installationId,
    ]),
  );
  assert.deepEqual(row?.after.granted, [{ name: "contacts.create", scopes: ["contacts:write"] }]);
});

test("an action that the host makes to cover more waits for each customer; one it takes away is gone", async () => {
  const own = await world.makeHost();
  const maker = await world.makePublisher(own.hostId);
  await declareSample(own.owner, { "GET /contacts": read, "POST /contacts": write });
  const { id: integrationId } = await createIntegration(maker.owner, { slug: "two-actions" });
  const { id: releaseId } = await makeRelease(maker.owner, integrationId, { manifest: asking("contacts.list", "contacts.create") });
  await publishRelease(maker.owner, { integrationId, releaseId });
  const { listing } = await editListing(maker.owner, { integrationId, sideId: own.liveSideId, content: {} });
  const { submission } = await submitListing(maker.owner, { listingId: listing.id });
  await reviewListing(own.owner, { listingId: listing.id, submissionId: submission?.id ?? "", decision: "approve" });
  const { owner } = await world.makeCustomer(own.liveSideId);
  const installationId = await install(owner, listing.id);
  const wider = { ...read, scopes: ["contacts:read", "notes:read"] };
  const wouldWait = (): Promise<number> => transaction(own.owner, (inner) => countWidened(inner, own.liveSideId, [wider, write]));
  assert.equal(await wouldWait(), 1);
  assert.equal(await transaction(host.owner, (inner) => countWidened(inner, own.liveSideId, [wider])), 0, "another host learns nothing");
  assert.deepEqual(await hear(), []);
  await declareSample(own.owner, { "GET /people": wider });
  assert.deepEqual(await hear(), ["installation.widened contacts.list"]);
  await declareSample(own.owner, { "GET /people": { ...wider, summary: "Read people" } });
  assert.deepEqual(await hear(), [], "told once");
  await declareSample(own.owner, { "GET /people": read });
  assert.deepEqual(await hear(), ["installation.covered "], "the host thought better of it");
  await declareSample(own.owner, { "GET /people": wider });
  assert.deepEqual(await hear(), ["installation.widened contacts.list"]);
  assert.deepEqual(await statesOf(owner, installationId), { "contacts.list": "changed", "contacts.create": "gone" });
  const { consent } = await getInstallation(owner, { installationId });
  await allowActions(owner, { ...change(installationId, "contacts.list"), consent });
  assert.deepEqual(await statesOf(owner, installationId), { "contacts.list": "allowed", "contacts.create": "gone" });
  assert.equal(await wouldWait(), 0);
});

/** What is told of installations whose actions cover more, or no longer do, since it was asked last. */
async function hear(): Promise<string[]> {
  await hearFacts(world.engine, followDeclarations);
  const told = await transaction(world.engine, ({ tx }) =>
    tx.rows<{ id: string; type: string; actions: string[] }>(
      "select id, type, data -> 'actions' as actions from base.fact where type in ('installation.widened', 'installation.covered') order by seq",
    ),
  );
  const fresh = told.filter(({ id }) => !heard.has(id));
  for (const { id } of fresh) heard.add(id);
  return fresh.map(({ type, actions }) => `${type} ${actions.join()}`);
}
const heard = new Set<string>();

test("of a customer that is closed nothing is allowed any more, what runs now included", async () => {
  const { listingId } = await list(asking("contacts.list"));
  const { owner, customerId } = await world.makeCustomer(host.liveSideId);
  const installationId = await install(owner, listingId);
  assert.equal((await live(installationId)).size, 1);
  await closeCustomer(host.owner, { ref: showId("customer", customerId) });
  assert.equal((await live(installationId)).size, 0);
});

test("an action the host does not have cannot be submitted", async () => {
  const { id: integrationId } = await createIntegration(publisher.owner, { slug: "unknown-action" });
  await release(integrationId, asking("contacts.lst"));
  const { listing } = await editListing(publisher.owner, { integrationId, sideId: host.liveSideId, content: {} });
  const { submission } = await submitListing(publisher.owner, { listingId: listing.id });
  assert.equal(submission?.state, "failed");
  assert.match(submission?.checks.find(({ name }) => name === "actions")?.text ?? "", /no action called contacts\.lst/);
});

test("another customer, the host and the publisher change nothing of it", async () => {
  const { listingId } = await list(asking("contacts.list"));
  const [mine, theirs] = [await world.makeCustomer(host.liveSideId), await world.makeCustomer(host.liveSideId)];
  const installationId = await install(mine.owner, listingId);
  const { consent } = await getInstallation(mine.owner, { installationId });
  const wrong: [Ctx, string][] = [
    [theirs.owner, "not_found"],
    [host.owner, "forbidden"],
    [publisher.owner, "forbidden"],
  ];
  for (const [ctx, code] of wrong) {
    await assert.rejects(revokeActions(ctx, change(installationId, "contacts.list")), refusedAs(code));
    await assert.rejects(allowActions(ctx, { ...change(installationId, "contacts.list"), consent }), refusedAs(code));
  }
  assert.deepEqual(await statesOf(publisher.owner, installationId), { "contacts.list": "allowed" });
  assert.deepEqual(await statesOf(mine.owner, installationId), { "contacts.list": "allowed" });
});

test("each agreement is kept with the digest of its release's manifest, who and when; nobody else reads it, and nobody changes it", async () => {
  const { integrationId, listingId } = await list(asking("contacts.list"));
  const { owner, viewer } = await world.makeCustomer(host.liveSideId);
  const installationId = await install(owner, listingId);
  const { items } = await listConsents(viewer, { installationId });
  const [agreed = assert.fail("none is kept")] = items;
  assert.deepEqual([items.length, agreed.way, agreed.asks.actions?.map(({ name }) => name)], [1, "install", ["contacts.list"]]);
  assert.match(agreed.release.manifestDigest, /^[0-9a-f]{64}$/);
  await release(integrationId, asking("contacts.list", "contacts.create"));
  await approve(listingId);
  await hearFacts(world.engine, followChannels);
  const { waiting } = await getInstallation(owner, { installationId });
  await acceptUpgrade(owner, { operationId: operation(), installationId, consent: waiting?.consent ?? "" });
  await revokeActions(owner, change(installationId, "contacts.create"));
  const { consent } = await getInstallation(owner, { installationId });
  await allowActions(owner, { ...change(installationId, "contacts.create"), consent });
  const after = (await listConsents(owner, { installationId })).items;
  assert.deepEqual(
    after.map(({ way }) => way),
    ["allow", "upgrade", "install"],
  );
  assert.deepEqual([after[2], after[0]?.release.manifestDigest === agreed.release.manifestDigest], [agreed, false]);
  const { owner: stranger } = await world.makeCustomer(host.liveSideId);
  assert.deepEqual((await listConsents(stranger, { installationId })).items, []);
  const all = (ctx: Ctx) => transaction(ctx, ({ tx }) => tx.rows("select * from installs.consent"));
  assert.deepEqual([(await all(stranger)).length, (await all(owner)).length], [0, 3], "the policy holds without a condition");
  await assert.rejects(
    transaction(owner, ({ tx }) => tx.run("update installs.consent set way = 'allow'")),
    /refused this for your scope/,
  );
});

test("where a program lets its customers choose, it begins from now on or with what is there, until it has begun", async () => {
  const { listingId } = await list({ ...asking(), history: "now" });
  const { owner } = await world.makeCustomer(host.liveSideId);
  const begin = async (of: string, more: object) => {
    const { asks } = await getListing(owner, { listingId: of });
    assert.ok(asks);
    return (await installListing(owner, { operationId: operation(), listingId: of, consent: consentDigest(asks), ...more })).installationId;
  };
  const sinceOf = async (id: string) => {
    const [runnable] = await transaction(world.engine, (ctx) => loadRunnables(ctx, [id]));
    return [(await getInstallation(owner, { installationId: id })).history?.chosen, runnable?.since];
  };
  const id = await begin(listingId, { start: false });
  assert.deepEqual(await sinceOf(id), ["now", world.clock.now()], "as its manifest says");
  const choose = (more: object) => configureInstallation(owner, { operationId: operation(), installationId: id, ...more });
  await choose({ history: "all" });
  assert.deepEqual(await sinceOf(id), ["all", null]);
  await choose({ history: "all", start: true });
  await assert.rejects(choose({ history: "now" }), refusedAs("refused"));
  assert.deepEqual(await sinceOf(await begin(listingId, { history: "all" })), ["all", null]);
  const without = await list(asking());
  await assert.rejects(begin(without.listingId, { history: "all" }), refusedAs("invalid_input"));
  assert.deepEqual(await sinceOf(await begin(without.listingId, {})), [undefined, null]);
});
