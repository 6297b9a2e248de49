import assert from "node:assert/strict";
import { test } from "node:test";
import type { Manifest } from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import {
  addInstalls,
  checkListing,
  createIntegration,
  editListing,
  getListing,
  getRelease,
  publishRelease,
  resolveRelease,
  reviewListing,
  rollbackRelease,
  searchListings,
  submitListing,
  takeBackSubmission,
  withdrawListing,
  type ListingView,
} from "./index.ts";
import { describeRelease } from "./describe-release.ts";
import { fitListings } from "./fit-listings.ts";
import { listChanges } from "./list-changes.ts";
import { getSynonyms } from "./synonyms/get-synonyms.ts";
import { setSynonyms } from "./synonyms/set-synonyms.ts";
import { makeRelease, plantListings, sampleManifest } from "./testing.ts";

const world = await openWorld();
const host = await world.makeHost();
const sideId = host.liveSideId;
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;

async function makeListing(
  slug: string,
  content: object = {},
): Promise<{ owner: Ctx; integrationId: string; listingId: string; releaseId: string }> {
  const { owner } = await world.makePublisher(host.hostId);
  const { id: integrationId } = await createIntegration(owner, { slug });
  const release = await makeRelease(owner, integrationId);
  await publishRelease(owner, { integrationId, releaseId: release.id });
  const { listing } = await editListing(owner, { integrationId, sideId, content });
  return { owner, integrationId, listingId: listing.id, releaseId: release.id };
}

async function publish(owner: Ctx, listingId: string): Promise<ListingView> {
  const { submission } = await submitListing(owner, { listingId });
  return reviewListing(host.owner, { listingId, submissionId: submission?.id ?? "", decision: "approve" });
}

test("a listing takes its text from the manifest, passes its checks, is reviewed and shown to customers", async () => {
  const { owner, integrationId, listingId, releaseId } = await makeListing("shown");
  const customer = (await world.makeCustomer(sideId)).viewer;
  await assert.rejects(getListing(customer, { listingId }), code("not_found"));
  await assert.rejects(getRelease(customer, { integrationId, releaseId }), code("not_found"));
  assert.ok((await checkListing(owner, { listingId })).every((check) => check.passed));
  const submitted = await submitListing(owner, { listingId });
  assert.deepEqual([submitted.listing.state, submitted.submission?.state, submitted.listing.reviewWaiting], ["submitted", "waiting", true]);
  assert.deepEqual(
    (await searchListings(host.owner, { waiting: true })).items.map((item) => item.id),
    [listingId],
  );
  const published = await reviewListing(host.owner, { listingId, submissionId: submitted.submission?.id ?? "", decision: "approve" });
  assert.deepEqual([published.listing.state, published.listing.title], ["published", "Contacts to CSV"]);
  const seen = await getListing(customer, { listingId });
  assert.deepEqual(seen.asks?.hosts, ["api.example.com:443"]);
  assert.deepEqual(seen.asks?.fields[1], { name: "api_key", title: "api_key", required: false, secret: true });
  assert.deepEqual([seen.submission, seen.inside], [null, false]);
  assert.equal((await transaction(customer, (ctx) => resolveRelease(ctx, { integrationId, channel: "stable" }))).id, releaseId);
});

test("a failed check keeps it from the host and says what to do", async () => {
  const { owner } = await world.makePublisher(host.hostId);
  const { id: integrationId } = await createIntegration(owner, { slug: "bare" });
  const { listing } = await editListing(owner, { integrationId, sideId, content: {} });
  const failed = await submitListing(owner, { listingId: listing.id });
  assert.deepEqual([failed.listing.state, failed.submission?.state], ["draft", "failed"]);
  const names = failed.submission?.checks.filter((check) => !check.passed).map((check) => check.name);
  assert.deepEqual(names, ["release", "text", "category", "support"]);
  assert.ok(failed.submission?.checks.every((check) => check.passed || (check.fix?.length ?? 0) > 10));
  const manifest = sampleManifest({ contract: "pandium", network: { hosts: [], declared: false }, secrets: [] });
  const release = await makeRelease(owner, integrationId, { manifest });
  await publishRelease(owner, { integrationId, releaseId: release.id });
  const content = { title: "Bare", summary: "One line.", description: "Words.", categories: ["crm"], support: "help@example.com" };
  await editListing(owner, { integrationId, sideId, content });
  const again = await submitListing(owner, { listingId: listing.id });
  assert.deepEqual(
    again.submission?.checks.filter((check) => !check.passed).map((check) => check.name),
    ["hosts", "secrets"],
  );
});

test("where no program may read secrets, one that would is not submitted, and one that Stoa adds them for is", async () => {
  const http = { base: "https://crm.example", auth: { header: "Authorization", value: "Bearer {api_key}" }, allow: ["GET /contacts"] };
  const account = { name: "crm", kind: "api-key", title: "CRM", fields: ["api_key"] };
  const failedChecks = async (slug: string, manifest: Partial<Manifest>): Promise<string[]> => {
    const { owner } = await world.makePublisher(host.hostId);
    const { id: integrationId } = await createIntegration(owner, { slug });
    const release = await makeRelease(owner, integrationId, { manifest: sampleManifest({ secrets: ["api_key"], ...manifest }) });
    await publishRelease(owner, { integrationId, releaseId: release.id });
    const { listing } = await editListing(owner, { integrationId, sideId, content: {} });
    const { submission } = await submitListing(owner, { listingId: listing.id }, { rawSecrets: "deny" });
    return (submission?.checks ?? []).filter((check) => !check.passed).map((check) => check.name);
  };
  assert.deepEqual(await failedChecks("reads", { connections: [account] }), ["secrets-in-program"]);
  assert.deepEqual(await failedChecks("reads-too", { connections: [{ ...account, http, raw: "Signs files." }] }), ["secrets-in-program"]);
  assert.deepEqual(await failedChecks("never-sees", { connections: [{ ...account, http }] }), []);
});

test("rejection goes back with a reason; the publisher may take back; each only where the table allows it", async () => {
  const { owner, listingId } = await makeListing("turned");
  const first = await submitListing(owner, { listingId });
  await assert.rejects(submitListing(owner, { listingId }), code("conflict"));
  const ids = { listingId, submissionId: first.submission?.id ?? "" };
  await assert.rejects(reviewListing(host.owner, { ...ids, decision: "reject" }), code("invalid_input"));
  const rejected = await reviewListing(host.owner, { ...ids, decision: "reject", reason: "Say which contacts." });
  assert.deepEqual([rejected.listing.state, rejected.listing.reason], ["rejected", "Say which contacts."]);
  await assert.rejects(reviewListing(host.owner, { ...ids, decision: "approve" }), code("conflict"));
  await assert.rejects(takeBackSubmission(owner, { listingId }), code("conflict"));
  await submitListing(owner, { listingId });
  assert.equal((await takeBackSubmission(owner, { listingId })).listing.state, "draft");
  await submitListing(owner, { listingId });
  await assert.rejects(reviewListing(host.owner, { ...ids, decision: "approve" }), code("conflict"));
  assert.equal((await getListing(owner, { listingId })).listing.state, "submitted");
});

test("of two reviewers at once one decides", async () => {
  const { owner, listingId } = await makeListing("raced");
  const { submission } = await submitListing(owner, { listingId });
  const input = { listingId, submissionId: submission?.id ?? "", decision: "approve" as const };
  const tries = await Promise.allSettled([1, 2, 3].map(() => reviewListing(host.owner, input)));
  assert.equal(tries.filter((result) => result.status === "fulfilled").length, 1);
});

test("a published listing keeps its text until the new one is approved, and a withdrawn one cannot be found", async () => {
  const { owner, integrationId, listingId } = await makeListing("edited");
  await publish(owner, listingId);
  const customer = (await world.makeCustomer(sideId)).viewer;
  await editListing(owner, { integrationId, sideId, content: { title: "New name" } });
  assert.equal((await getListing(customer, { listingId })).listing.title, "Contacts to CSV");
  const { submission } = await submitListing(owner, { listingId });
  assert.equal((await getListing(customer, { listingId })).listing.state, "published");
  await reviewListing(host.owner, { listingId, submissionId: submission?.id ?? "", decision: "approve" });
  assert.equal((await getListing(customer, { listingId })).listing.title, "New name");
  assert.equal((await withdrawListing(host.owner, { listingId, reason: "Complaints." })).listing.state, "withdrawn");
  assert.equal((await searchListings(customer, { q: "New name" })).total, 0);
  assert.equal((await getListing(customer, { listingId })).listing.state, "withdrawn");
  await assert.rejects(withdrawListing(owner, { listingId }), code("conflict"));
  assert.equal((await publish(owner, listingId)).listing.state, "published");
});

test("a release that asks for more than the host approved is shown to its customers after a review anew, one that asks for less at once", async () => {
  const { owner, integrationId, listingId, releaseId } = await makeListing("growing");
  await publish(owner, listingId);
  const customer = (await world.makeCustomer(sideId)).viewer;
  const shown = async () => (await getListing(customer, { listingId })).release?.id;
  const reaching = async (...hosts: string[]): Promise<string> => {
    const manifest = sampleManifest({ network: { declared: true, hosts } });
    const release = await makeRelease(owner, integrationId, { manifest });
    await publishRelease(owner, { integrationId, releaseId: release.id });
    return release.id;
  };
  const more = await reaching("api.example.com:443", "more.example.com:443");
  assert.equal(await shown(), releaseId, "what the host has not seen is not what customers get");
  const asked = await getListing(host.owner, { listingId });
  assert.deepEqual([asked.listing.state, asked.submission?.state, asked.submission?.releaseId], ["published", "waiting", more]);
  assert.deepEqual(asked.submission?.asksMore, ["It reaches more.example.com:443."]);
  const still = await reaching("api.example.com:443", "even.example.com:443");
  const stale = { listingId, submissionId: asked.submission?.id ?? "", decision: "approve" as const };
  await assert.rejects(reviewListing(host.owner, stale), code("conflict"), "a release that came later is not approved unseen");
  const submissionId = (await getListing(host.owner, { listingId })).submission?.id ?? "";
  const sentBack = await reviewListing(host.owner, { listingId, submissionId, decision: "reject", reason: "Why even?" });
  assert.deepEqual([sentBack.listing.state, sentBack.release?.id], ["published", releaseId]);
  const less = await reaching();
  assert.deepEqual([await shown(), (await getListing(host.owner, { listingId })).submission?.state], [less, "rejected"]);
  await publishRelease(owner, { integrationId, releaseId: still });
  assert.equal(await shown(), less);
  const again = (await getListing(host.owner, { listingId })).submission?.id ?? "";
  await reviewListing(host.owner, { listingId, submissionId: again, decision: "approve" });
  assert.equal(await shown(), still);
  await rollbackRelease(owner, { integrationId, releaseId });
  assert.equal(await shown(), releaseId, "a rollback within what was approved waits for nobody");
});

test("what changed is told version by version, up to what customers get, in the publisher's words", async () => {
  const { owner, integrationId, listingId, releaseId } = await makeListing("changing");
  await publish(owner, listingId);
  const customer = (await world.makeCustomer(sideId)).viewer;
  const second = await makeRelease(owner, integrationId);
  const unborn = await makeRelease(owner, integrationId);
  for (const [id, notes] of [
    [second.id, " Finds customers by VAT number. "],
    [unborn.id, "Not out yet."],
  ] as const)
    await describeRelease(owner, { integrationId, releaseId: id, notes });
  const told = async (ctx: Ctx) => (await listChanges(ctx, { listingId })).map((row) => [row.releaseId, row.notes]);
  assert.deepEqual(await told(customer), [[releaseId, null]]);
  await publishRelease(owner, { integrationId, releaseId: second.id });
  const both = [
    [second.id, "Finds customers by VAT number."],
    [releaseId, null],
  ];
  assert.deepEqual([await told(customer), await told(host.owner), await told(owner)], [both, both, both]);
  const german = { integrationId, releaseId: second.id, notes: "Mended.", translations: { de: " Behoben. " } };
  await describeRelease(owner, german);
  const read = async (...languages: string[]) => (await told({ ...customer, languages }))[0]?.[1];
  assert.deepEqual([await read("de", "en"), await read("en", "de"), await read("fr")], ["Behoben.", "Mended.", "Mended."]);
  assert.deepEqual((await getRelease(owner, { integrationId, releaseId: second.id })).noteTranslations, { de: "Behoben." });
  await assert.rejects(describeRelease(owner, { ...german, translations: { en: "Mended." } }), code("invalid_input"));
  await describeRelease(owner, { integrationId, releaseId: second.id, notes: "Mended." });
  assert.equal(await read("de", "en"), "Mended.", "said anew, the old translation goes");
  const { submission } = await submitListing(owner, { listingId });
  const { notes } = await getRelease(owner, { integrationId, releaseId: second.id });
  assert.deepEqual([notes, submission?.news.map((row) => row.notes)], ["Mended.", ["Mended."]], "its reviewer reads it too");
  const other = await world.makeHost();
  await assert.rejects(told((await world.makeCustomer(other.liveSideId)).viewer), code("not_found"));
  const { owner: stranger } = await world.makePublisher(host.hostId);
  await assert.rejects(describeRelease(stranger, { integrationId, releaseId, notes: "Mine." }), code("not_found"));
  await assert.rejects(describeRelease(customer, { integrationId, releaseId, notes: "Mine." }), code("forbidden"));
  await assert.rejects(describeRelease(owner, { integrationId, releaseId, notes: " " }), code("invalid_input"));
});

test("each host decides for its own customers", async () => {
  const { owner, integrationId, listingId, releaseId } = await makeListing("apart");
  await publish(owner, listingId);
  const { listing: elsewhere } = await editListing(owner, { integrationId, sideId: host.testSideId, content: {} });
  const manifest = sampleManifest({ data: [{ title: "Invoices", text: "It reads them." }] });
  const more = await makeRelease(owner, integrationId, { manifest });
  await publishRelease(owner, { integrationId, releaseId: more.id });
  const { submission } = await submitListing(owner, { listingId: elsewhere.id });
  const atTest: Ctx = { ...host.owner, scope: { kind: "side", sideId: host.testSideId, hostId: host.hostId } };
  await reviewListing(atTest, { listingId: elsewhere.id, submissionId: submission?.id ?? "", decision: "approve" });
  const customer = async (side: string) => (await world.makeCustomer(side)).viewer;
  assert.equal((await getListing(await customer(sideId), { listingId })).release?.id, releaseId);
  assert.equal((await getListing(await customer(host.testSideId), { listingId: elsewhere.id })).release?.id, more.id);
});

test("search finds words, stems and beginnings, filters by category, and puts popular ones first", async () => {
  const other = await world.makeHost();
  const { owner } = await world.makePublisher(other.hostId);
  const texts = [
    ["Invoice mailer", "Mails each invoice to its payer.", "billing"],
    ["Contact sync", "Synchronises contacts both ways.", "crm"],
    ["Feed reader", "Reads feeds and writes contacts.", "news"],
  ] as const;
  const ids: string[] = [];
  for (const [index, [title, summary, category]] of texts.entries()) {
    const { id: integrationId } = await createIntegration(owner, { slug: `s${index}` });
    await publishRelease(owner, { integrationId, releaseId: (await makeRelease(owner, integrationId)).id });
    const { listing } = await editListing(owner, {
      integrationId,
      sideId: other.liveSideId,
      content: { title, summary, description: summary, categories: [category] },
    });
    const { submission } = await submitListing(owner, { listingId: listing.id });
    await reviewListing(other.owner, { listingId: listing.id, submissionId: submission?.id ?? "", decision: "approve" });
    ids.push(listing.id);
  }
  const customer = (await world.makeCustomer(other.liveSideId)).viewer;
  const titles = async (input: object) => (await searchListings(customer, input)).items.map((item) => item.title);
  assert.deepEqual(await titles({ q: "invoices" }), ["Invoice mailer"]);
  assert.deepEqual(await titles({ q: "contacts" }), ["Contact sync", "Feed reader"]);
  assert.deepEqual(await titles({ q: "invo" }), ["Invoice mailer"]);
  assert.deepEqual(await titles({ q: "nothing at all" }), []);
  const slipped = await searchListings(customer, { q: "invocies" });
  assert.deepEqual([slipped.items[0]?.title, slipped.total, slipped.spelled], ["Invoice mailer", 1, "invoice"]);
  assert.equal((await searchListings(customer, { q: "invoice" })).spelled, null);
  const elsewhere = (await world.makeCustomer(host.liveSideId)).viewer;
  assert.equal((await searchListings(elsewhere, { q: "invocies" })).spelled, null, "the words of another host's shop");
  assert.deepEqual(await titles({ q: "'); drop table x; -- & | !" }), []);
  assert.deepEqual(await titles({ category: "news" }), ["Feed reader"]);
  await transaction(world.engine, (ctx) => addInstalls(ctx, { listingId: ids[2] ?? "", delta: 3 }));
  const popular = await searchListings(customer, { limit: 1 });
  assert.deepEqual([popular.items[0]?.title, popular.total, popular.next], ["Feed reader", 3, "1"]);
  assert.equal((await searchListings(customer, { limit: 2, after: "1" })).items.length, 2);
  assert.deepEqual(popular.categories, [
    { name: "billing", count: 1 },
    { name: "crm", count: 1 },
    { name: "news", count: 1 },
  ]);
});

test("search reads slips word by word, other words for the same and German, weighs where a word stands, and never breaks", async () => {
  const { hostId, liveSideId, owner } = await world.makeHost();
  const { publisherId } = await world.makePublisher(hostId);
  const planted = (slug: string, title: string, summary: string, installs = 0) => {
    const content = { title, summary, description: "", categories: ["other"], support: "", hosts: [] };
    return { slug, publisherName: "Harbour", installs, content };
  };
  await plantListings(world.engine, { sideId: liveSideId, hostId, publisherId }, [
    planted("sheet", "Contacts to Google Sheets", "A row for each new contact."),
    planted("hubspot", "HubSpot contacts", "Both ways."),
    planted("mail", "Mail log", "Keeps mails beside invoices."),
    planted("books", "Invoices to Xero", "For your accounting."),
    planted("more", "Invoices to Sage", "For your accounting.", 40),
    planted("booking", "Rechnungen an DATEV", "Überträgt Belege."),
  ]);
  const customer = (await world.makeCustomer(liveSideId)).viewer;
  const slugs = async (q: string) => (await searchListings(customer, { q })).items.map((item) => item.integrationSlug);
  assert.deepEqual(
    (await slugs("invoices")).slice(0, 4),
    ["more", "books", "booking", "mail"],
    "title first, of two alike the more installed",
  );
  assert.equal((await slugs("send new contacts to a spreadsheet"))[0], "sheet");
  assert.equal((await slugs("hub spot"))[0], "hubspot");
  assert.equal((await slugs("email"))[0], "mail");
  assert.deepEqual((await slugs("bookkeeping")).toSorted(), ["booking", "books", "more"], "another word, and a name it is known by");
  assert.equal((await slugs("kontakte tabelle"))[0], "sheet");
  assert.equal((await slugs("uebertraegt"))[0], "booking", "an umlaut in two letters");
  const slipped = await searchListings(customer, { q: "hubspt contacts" });
  assert.deepEqual([slipped.items[0]?.integrationSlug, slipped.spelled], ["hubspot", "hubspot contacts"]);
  assert.equal((await slugs("googlesheets"))[0], "sheet", "two words written as one");
  const said = (by: Ctx) =>
    setSynonyms(by, {
      pairs: [
        { word: "Claims", means: "invoice" },
        { word: "Mandate", means: "HubSpot" },
      ],
    });
  assert.deepEqual(await slugs("claim"), []);
  assert.equal((await said(owner)).pairs.length, 2);
  assert.equal((await slugs("claim"))[0], "more", "a word of the host's own, in the singular");
  assert.equal((await slugs("mandates"))[0], "hubspot");
  assert.equal(
    (await transaction(customer, (ctx) => fitListings(ctx, "mandate")))[0]?.integrationSlug,
    "hubspot",
    "suggestions read it too",
  );
  const farHost = await world.makeHost();
  assert.deepEqual((await getSynonyms(farHost.owner)).pairs, []);
  await setSynonyms(farHost.owner, { pairs: [{ word: "claim", means: "contacts" }] });
  assert.equal((await slugs("claim"))[0], "more", "another host's words say nothing here");
  assert.equal((await getSynonyms(owner)).pairs.length, 2);
  await assert.rejects(said(customer), code("forbidden"));
  await assert.rejects(getSynonyms(customer), code("forbidden"));
  await assert.rejects(setSynonyms(owner, { pairs: [{ word: "e mail", means: "E-Mail" }] }), code("invalid_input"));
  await assert.rejects(setSynonyms(owner, { pairs: [{ word: "!!", means: "mail" }] }), code("invalid_input"));
  await setSynonyms(owner, { pairs: [] });
  const next = await searchListings(customer, { q: "invoices", limit: 2, after: "2" });
  assert.deepEqual([next.items.map((item) => item.integrationSlug), next.total], [["booking", "mail"], 4]);
  assert.equal((await searchListings(customer, { q: "invoices", after: "9000" })).total, 4, "a page past the end still counts");
  const byTitle = await searchListings(customer, { q: "contacts", order: "title" });
  assert.deepEqual(
    byTitle.items.map((item) => item.integrationSlug),
    ["sheet", "hubspot"],
  );
  const signs = ["\0", "a\0b", "\ud800", "':*@ | & ! <->", "\\", "😀", "%_%", "(((", "İ ß", "ﬁle ½ Å"];
  const others = ["日本語の請求書", "فاتورة", "e".repeat(200), "a b ".repeat(50), "1e5 0x1f 3.14"];
  for (const q of [...signs, ...others]) await assert.doesNotReject(searchListings(customer, { q }), JSON.stringify(q));
});

test("other tenants see nothing and may do nothing", async () => {
  const { owner, integrationId, listingId } = await makeListing("guarded");
  const stranger = await world.makePublisher(host.hostId);
  const otherHost = await world.makeHost();
  const farCustomer = (await world.makeCustomer(otherHost.liveSideId)).owner;
  const view = await publish(owner, listingId);
  for (const verb of [getListing, checkListing, submitListing, takeBackSubmission, withdrawListing]) {
    await assert.rejects(verb(stranger.owner, { listingId }), code("not_found"), verb.name);
  }
  await assert.rejects(getListing(farCustomer, { listingId }), code("not_found"));
  await assert.rejects(withdrawListing(otherHost.owner, { listingId }), code("not_found"));
  await assert.rejects(
    reviewListing(otherHost.owner, { listingId, submissionId: view.submission?.id ?? "", decision: "approve" }),
    code("not_found"),
  );
  await assert.rejects(editListing(stranger.owner, { integrationId, sideId, content: {} }), code("not_found"));
  await assert.rejects(editListing(owner, { integrationId, sideId: otherHost.liveSideId, content: {} }), code("not_found"));
  const near = await world.makeCustomer(sideId);
  for (const verb of [submitListing, withdrawListing]) await assert.rejects(verb(near.owner, { listingId }), code("forbidden"), verb.name);
  const support = world.as(host.owner.scope, "host_support");
  await assert.rejects(
    reviewListing(support, { listingId, submissionId: view.submission?.id ?? "", decision: "approve" }),
    code("forbidden"),
  );
  const written = transaction(near.owner, ({ tx }) => tx.run("update catalog.listing set title = 'mine' where id = $1", [listingId]));
  await assert.rejects(written, code("forbidden"));
});
