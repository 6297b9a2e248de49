import assert from "node:assert/strict";
import { before, test } from "node:test";
import { showId } from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { hearFacts, openWorld, type TestHost } from "../../testing/index.ts";
import {
  createIntegration,
  editListing,
  publishRelease,
  readAsks,
  readOfferedListing,
  reviewListing,
  searchListings,
  setAudience,
  submitListing,
} from "../catalog/index.ts";
import { makeRelease, sampleManifest } from "../catalog/testing.ts";
import {
  authorize,
  closeCustomer,
  putCustomer,
  putPerson,
  removePerson,
  signInFromHost,
  askNobody,
  registerSideKey,
} from "../identity/index.ts";
import { audience, makeSigner, type HostSigner } from "../identity/testing.ts";
import { consentDigest, followCustomers, getInstallation, installListing, loadRunnables, uninstall } from "./index.ts";

const world = await openWorld();
const manifest = sampleManifest({ configs: { schema: { type: "object", properties: {} }, uischema: null }, secrets: [] });
const consent = consentDigest(readAsks(manifest, []));
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
let host: TestHost & { owner: Ctx };
let other: TestHost & { owner: Ctx };
let signer: HostSigner;
let listings: [string, string, string];
let operations = 0;

async function publish(slug: string): Promise<string> {
  const { owner } = await world.makePublisher(host.hostId);
  const { id: integrationId } = await createIntegration(owner, { slug });
  const release = await makeRelease(owner, integrationId, { manifest });
  await publishRelease(owner, { integrationId, releaseId: release.id });
  const { listing } = await editListing(owner, { integrationId, sideId: host.liveSideId, content: {} });
  const { submission } = await submitListing(owner, { listingId: listing.id });
  await reviewListing(host.owner, { listingId: listing.id, submissionId: submission?.id ?? "", decision: "approve" });
  return listing.id;
}

before(async () => {
  host = await world.makeHost();
  other = await world.makeHost();
  signer = await makeSigner(world.clock, "allowing", "k1");
  await registerSideKey(host.owner, { kid: "k1", issuer: "allowing", jwk: signer.jwk });
  listings = [await publish("one"), await publish("two"), await publish("three")];
});

/** A person of a customer, signed in with a token that says these. */
async function person(customerId: string, claims: { sub?: string; customer?: object; groups?: string[] } = {}): Promise<Ctx> {
  const customer = { id: customerId, name: customerId, ...claims.customer };
  const token = await signer.sign({ ...claims, customer });
  const { secret } = await signInFromHost(world.engine, { token, audience }, askNobody);
  const { id } = await putCustomer(host.owner, { externalRef: customerId, name: customerId });
  return { ...world.engine, ...(await authorize(world.engine, secret, { kind: "customer", id })) };
}

const install = (ctx: Ctx, listingId: string) => installListing(ctx, { operationId: `allowed-${(operations += 1)}`, listingId, consent });
const listed = async (ctx: Ctx): Promise<string[]> => (await searchListings(ctx, {})).items.map(({ id }) => id).toSorted();

test("a listing that the token hides is neither listed, nor opened, nor installed; another customer has it", async () => {
  const [one, two, three] = listings;
  const hiding = await person("hides", { customer: { hiddenListings: [showId("listing", two)] } });
  const seeing = await person("sees");
  assert.deepEqual(await listed(hiding), [one, three].toSorted());
  assert.equal((await searchListings(hiding, {})).total, 2);
  await assert.rejects(readOfferedListing(hiding, two), code("not_found"));
  await assert.rejects(install(hiding, two), code("not_found"));
  assert.deepEqual(await listed(seeing), [one, two, three].toSorted());
  assert.equal((await install(seeing, two)).state, "active");
});

test("what was installed before it was hidden is still its customer's", async () => {
  const [one] = listings;
  const customer = await person("hidden-later");
  const { installationId } = await install(customer, one);
  const later = await person("hidden-later", { customer: { hiddenListings: [showId("listing", one)] } });
  assert.equal((await getInstallation(later, { installationId })).state, "active");
  await assert.rejects(install(later, one), code("not_found"));
});

test("a listing for a tier or a group is there for those alone, and for everybody again when the host says so", async () => {
  const [one, two, three] = listings;
  await setAudience(host.owner, { listingId: two, tiers: ["pro", "max"], groups: [] });
  await setAudience(host.owner, { listingId: three, tiers: [], groups: ["finance"] });
  const seen = async (tier: string | null, groups: string[]) => listed(await person("tiers", { customer: { tier }, groups }));
  assert.deepEqual(await seen(null, []), [one]);
  assert.deepEqual(await seen("basic", ["sales"]), [one]);
  assert.deepEqual(await seen("pro", ["sales"]), [one, two].toSorted());
  assert.deepEqual(await seen("max", ["sales", "finance"]), [one, two, three].toSorted());
  const basic = await person("tiers", { customer: { tier: "basic" }, groups: [] });
  for (const listingId of [two, three]) await assert.rejects(install(basic, listingId), code("not_found"));
  const reader = world.as(host.owner.scope, "host_support");
  await assert.rejects(setAudience(reader, { listingId: two, tiers: [], groups: [] }), code("forbidden"));
  await assert.rejects(setAudience(other.owner, { listingId: two, tiers: [], groups: [] }), code("not_found"));
  for (const listingId of [two, three]) await setAudience(host.owner, { listingId, tiers: [], groups: [] });
  assert.equal((await listed(basic)).length, 3);
});

test("the host's cap refuses one more with the reason, of many at once too, and lets one in for one that left", async () => {
  const [one, two, three] = listings;
  const customer = await person("capped", { customer: { installCap: 2 } });
  const tries = await Promise.allSettled([one, two, three, one].map((listingId) => install(customer, listingId)));
  const refusals = tries.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  assert.equal(refusals.length, 2);
  for (const reason of refusals)
    assert.ok(reason instanceof StoaError && reason.code === "refused" && /2 installations, and you have 2/.test(reason.message));
  const [first] = tries.flatMap((result) => (result.status === "fulfilled" ? [result.value.installationId] : []));
  await uninstall(customer, { operationId: "capped-leaves", installationId: first ?? "" });
  assert.equal((await install(customer, three)).state, "active");
  const raised = await person("capped", { customer: { installCap: null } });
  assert.equal((await install(raised, one)).state, "active");
});

test("an installation is its customer's, not of whoever made it: the person is removed, and it goes on", async () => {
  const [one] = listings;
  const maker = await person("owned", { sub: "maker" });
  const { installationId } = await install(maker, one);
  await putPerson(host.owner, { ref: "owned", subject: "heir", role: "owner" });
  await removePerson(host.owner, { ref: "owned", subject: "maker" });
  const [runnable] = await transaction(world.engine, (ctx) => loadRunnables(ctx, [installationId]));
  assert.equal(runnable?.state, "active");
  const heir = await person("owned", { sub: "heir" });
  assert.equal((await getInstallation(heir, { installationId })).state, "active");
  assert.equal((await uninstall(heir, { operationId: "heir-removes", installationId })).state, "removed");
});

test("a customer that its host closes runs nothing more", async () => {
  const [one, two] = listings;
  const customer = await person("closing");
  const made = [await install(customer, one), await install(customer, two)].map(({ installationId }) => installationId);
  await closeCustomer(host.owner, { ref: "closing" });
  await hearFacts(world.engine, followCustomers);
  const rows = await transaction(world.engine, (ctx) => loadRunnables(ctx, made));
  assert.deepEqual(
    rows.map(({ state }) => state),
    ["paused", "paused"],
  );
});
