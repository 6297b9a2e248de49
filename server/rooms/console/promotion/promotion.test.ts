import assert from "node:assert/strict";
import { test } from "node:test";
import { showId, type Manifest, type PromotionItem, type PromotionView } from "@stoa/contract";
import { transaction, type Ctx } from "../../../base/index.ts";
import {
  createIntegration,
  editListing,
  getListing,
  publishRelease,
  reviewListing,
  setAudience,
  setSynonyms,
  submitListing,
  withdrawListing,
  type SubmitPolicy,
} from "../../catalog/index.ts";
import { getSynonyms, makeRelease, sampleManifest } from "../../catalog/testing.ts";
import { openConnectWorld, saveApp } from "../../connections/testing.ts";
import { declareActions } from "../../gateway/index.ts";
import { declareSample } from "../../gateway/testing.ts";
import { editHost, readSidePair } from "../../identity/index.ts";
import { consentDigest, installListing } from "../../installs/index.ts";
import { setLimit } from "../../runs/index.ts";
import { promote } from "./promote.ts";
import { showPromotion } from "./show-promotion.ts";

const { world, host, deps } = await openConnectWorld([]);
const seat = (sideId: string): Ctx => world.as({ kind: "side", sideId, hostId: host.hostId }, "host_owner");
const [atTest, atLive] = [seat(host.testSideId), seat(host.liveSideId)];
const policy: SubmitPolicy = { rawSecrets: "allow" };
const all = { connect: deps, policy };
const publisher = await world.makePublisher(host.hostId);
const stranger = await world.makeHost();

const document = (title: string): string =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title, version: "1" },
    servers: [{ url: "https://test.api.example/v1" }],
    paths: { "/contacts": { get: { operationId: "contacts.list", summary: "Read contacts" } } },
  });

/** An integration's listing, approved at a side. */
async function list(slug: string, sideId: string, manifest?: Manifest): Promise<{ integrationId: string; listingId: string }> {
  const { id: integrationId } = await createIntegration(publisher.owner, { slug });
  const release = await makeRelease(publisher.owner, integrationId, manifest ? { manifest } : {});
  await publishRelease(publisher.owner, { integrationId, releaseId: release.id });
  const { listing } = await editListing(publisher.owner, { integrationId, sideId, content: { title: `Title of ${slug}` } });
  const { submission } = await submitListing(publisher.owner, { listingId: listing.id });
  await reviewListing(seat(sideId), { listingId: listing.id, submissionId: submission?.id ?? "", decision: "approve" });
  return { integrationId, listingId: listing.id };
}

const mail = await list("mail", host.testSideId);
const old = await list("old", host.liveSideId);
await setAudience(atTest, { listingId: mail.listingId, tiers: ["pro"], groups: [] });
await declareActions(atTest, { document: document("Ledgerline") });
await editHost(atTest, { hostId: host.hostId, look: { accent: "#123456" } });
await setLimit(atTest, { kind: "plan", plan: "small", atOnce: 2 });
await setSynonyms(atTest, { pairs: [{ word: "claim", means: "invoice" }] });
const known = deps.catalogue.get("stripe") ?? assert.fail("the catalogue lacks it");
await saveApp(atTest, deps, { provider: "house", definition: { ...known, name: "house", title: "House" } });

const picks = ({ items }: PromotionView, ...kinds: PromotionItem["kind"][]): { key: string; digest: string }[] =>
  items
    .filter(({ kind, change }) => change !== "removed" && (kinds.length === 0 || kinds.includes(kind)))
    .map(({ key, digest }) => ({ key, digest }));
const lookAt = async (kind: "test" | "live"): Promise<object> => (await readSidePair(atLive))[kind].look;

test("the differences name every part with its fields, what live alone has as removed, and nothing of a side's own", async () => {
  const { items, testSideId } = await showPromotion(atLive, policy);
  assert.equal(testSideId, showId("side", host.testSideId));
  assert.deepEqual(
    items.map(({ kind, change, name }) => [kind, change, name]),
    [
      ["look", "changed", "Look and words of the frame"],
      ["synonyms", "added", "Search words"],
      ["actions", "added", "Ledgerline 1"],
      ["provider", "added", "House"],
      ["listing", "added", "Title of mail"],
      ["limit", "added", "Plan small"],
      ["listing", "removed", "Title of old"],
    ],
  );
  assert.deepEqual(items[0]?.fields, [{ name: "accent", live: null, test: "#123456" }]);
  assert.deepEqual(
    items.filter(({ needsBase }) => needsBase).map(({ kind }) => kind),
    ["actions"],
  );
  assert.deepEqual(items[1]?.fields, [{ name: "claim = invoice", live: null, test: "mean the same" }]);
  assert.ok(items[4]?.fields.some(({ name, test: text }) => name === "tiers" && text === "pro"));
  assert.deepEqual((await showPromotion(atTest, policy)).items, items);
});

test("what was picked goes live in one transaction, or nothing does: the live API's address is asked for first", async () => {
  const seen = await showPromotion(atLive, policy);
  await assert.rejects(() => promote(atLive, all, { items: picks(seen) }), { code: "invalid_input" });
  assert.deepEqual(await showPromotion(atLive, policy), seen);
  const done = await promote(atLive, all, { items: picks(seen), base: "https://api.example/v1" });
  assert.equal(done.promoted.length, 6);
  assert.deepEqual((await getSynonyms(atLive)).pairs, [{ word: "claim", means: "invoice" }]);
  assert.deepEqual(
    (await showPromotion(atLive, policy)).items.map(({ change, name }) => [change, name]),
    [["removed", "Title of old"]],
  );
  assert.deepEqual(await lookAt("live"), { accent: "#123456" });
  const rows = await transaction(atLive, ({ tx }) =>
    tx.rows(
      "select state, tiers, title, shown_release_id is not null as shown from catalog.listing where integration_id = $1 and side_id = $2",
      [mail.integrationId, host.liveSideId],
    ),
  );
  assert.deepEqual(rows, [{ state: "published", tiers: ["pro"], title: "Title of mail", shown: true }]);
  const api = await transaction(atLive, ({ tx }) =>
    tx.row<{ base: string }>("select base from gateway.api where side_id = $1", [host.liveSideId]),
  );
  assert.equal(api?.base, "https://api.example/v1");
  const told = await transaction(world.operator, ({ tx }) =>
    tx.rows<{ after: { items: object[] } }>("select after from base.audit where verb = 'side.promote'"),
  );
  assert.deepEqual(
    told.map(({ after }) => after.items.length),
    [6],
  );
});

test("words taken out on the test side go from live, and those never said there stay", async () => {
  await setSynonyms(atTest, { pairs: [] });
  const seen = picks(await showPromotion(atLive, policy), "synonyms");
  assert.deepEqual(await promote(atLive, all, { items: seen }), { promoted: ["synonyms"], same: [] });
  assert.deepEqual((await getSynonyms(atLive)).pairs, []);
  assert.deepEqual(picks(await showPromotion(atLive, policy), "synonyms"), []);
});

test("promoting the same again changes nothing and says so", async () => {
  const again = await promote(atTest, all, { items: [{ key: "look", digest: "whatever was seen then" }] });
  assert.deepEqual(again, { promoted: [], same: ["look"] });
});

test("what changed on a side since it was looked at is refused with its name, and nothing beside it goes live", async () => {
  await editHost(atTest, { hostId: host.hostId, look: { accent: "#654321" } });
  await setLimit(atTest, { kind: "plan", plan: "small", atOnce: 5 });
  const seen = await showPromotion(atLive, policy);
  await setLimit(atLive, { kind: "plan", plan: "small", atOnce: 3 });
  await assert.rejects(
    () => promote(atLive, all, { items: picks(seen) }),
    (error: { code?: string; message: string }) => error.code === "conflict" && error.message.includes("Plan small"),
  );
  assert.deepEqual(await lookAt("live"), { accent: "#123456" });
  assert.deepEqual(await lookAt("test"), { accent: "#654321" });
  const [limit] = picks(await showPromotion(atLive, policy), "limit");
  assert.deepEqual((await promote(atLive, all, { items: limit ? [limit] : [] })).promoted, ["limit:plan:small"]);
  assert.deepEqual((await showPromotion(atLive, policy)).items.map(({ kind }) => kind).toSorted(), ["listing", "look"]);
});

test("what live alone has is taken away only when picked; a listing nobody could connect is blocked and refused", async () => {
  const seen = await showPromotion(atLive, policy);
  const gone = seen.items.filter(({ change }) => change === "removed").map(({ key, digest }) => ({ key, digest }));
  await promote(atLive, all, { items: gone });
  const state = await transaction(atLive, ({ tx }) =>
    tx.row<{ state: string }>("select state from catalog.listing where id = $1", [old.listingId]),
  );
  assert.equal(state?.state, "withdrawn");
  await setAudience(atTest, { listingId: mail.listingId, tiers: [], groups: ["finance"] });
  const [again] = await transaction(atLive, ({ tx }) =>
    tx.rows<{ id: string }>("select id from catalog.listing where integration_id = $1 and side_id = $2", [
      mail.integrationId,
      host.liveSideId,
    ]),
  );
  const listingId = again?.id ?? assert.fail("mail is not live");
  const stateOf = (id: string) =>
    transaction(atLive, ({ tx }) => tx.row<{ state: string }>("select state from catalog.submission where id = $1", [id]));
  const { submission } = await submitListing(publisher.owner, { listingId });
  const waiting = submission?.id ?? "";
  assert.equal((await stateOf(waiting))?.state, "waiting");
  await promote(atLive, all, { items: picks(await showPromotion(atLive, policy), "listing") });
  assert.equal((await stateOf(waiting))?.state, "rejected", "what waited is decided with it");
  await withdrawListing(publisher.owner, { listingId });
  await assert.rejects(async () => promote(atLive, all, { items: picks(await showPromotion(atLive, policy), "listing") }), {
    code: "conflict",
  });
  const { submission: anew } = await submitListing(publisher.owner, { listingId });
  await reviewListing(atLive, { listingId, submissionId: anew?.id ?? "", decision: "approve" });
  await setAudience(atTest, { listingId: mail.listingId, tiers: [], groups: ["sales"] });
  const strict: SubmitPolicy = { rawSecrets: "allow", accountFault: async () => ({ text: "No app is entered.", fix: "Enter it." }) };
  const blocked = await showPromotion(atLive, strict);
  assert.equal(blocked.items.find(({ kind }) => kind === "listing")?.blocked, "No app is entered. Enter it.");
  await assert.rejects(() => promote(atLive, { ...all, policy: strict }, { items: picks(blocked, "listing") }), { code: "refused" });
  await withdrawListing(atTest, { listingId: mail.listingId });
  assert.deepEqual((await showPromotion(atLive, policy)).items.find(({ kind }) => kind === "listing")?.change, "removed");
});

test("of actions that cover more it is said how many installations must agree again", async () => {
  const cover = (...scopes: string[]) =>
    declareSample(atTest, { "GET /contacts": { name: "contacts.list", scopes, summary: "Read contacts" } });
  const actionsSeen = async () => (await showPromotion(atLive, policy)).items.filter(({ kind }) => kind === "actions");
  await cover("contacts:read");
  await promote(atLive, all, { items: picks(await showPromotion(atLive, policy), "actions") });
  const { listingId } = await list(
    "asker",
    host.liveSideId,
    sampleManifest({ actions: [{ name: "contacts.list" }], configs: { schema: { type: "object" }, uischema: null } }),
  );
  const { owner } = await world.makeCustomer(host.liveSideId);
  const { asks } = await getListing(owner, { listingId });
  await installListing(owner, { operationId: "agreeing", listingId, consent: consentDigest(asks ?? assert.fail("it asks nothing")) });
  await cover("contacts:read", "contacts:write");
  assert.deepEqual(
    (await actionsSeen()).map(({ mustAgree }) => mustAgree),
    [1],
  );
  assert.deepEqual((await showPromotion(stranger.owner, policy)).items, [], "another host learns nothing");
});

test("another host sees and moves nothing of these sides; support looks and does not promote", async () => {
  assert.deepEqual((await showPromotion(stranger.owner, policy)).items, []);
  const [look] = picks(await showPromotion(atLive, policy), "look");
  assert.deepEqual((await promote(stranger.owner, all, { items: look ? [look] : [] })).promoted, []);
  const support = world.as({ kind: "side", sideId: host.liveSideId, hostId: host.hostId }, "host_support");
  assert.ok((await showPromotion(support, policy)).items.length > 0);
  await assert.rejects(() => promote(support, all, { items: look ? [look] : [] }), { code: "forbidden" });
  await assert.rejects(() => showPromotion(publisher.owner, policy), { code: "forbidden" });
});
