import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, test } from "node:test";
import { showId, type Picture, type Pictures, type Translations } from "@stoa/contract";
import { openBlobStore } from "../../base/blobs/index.ts";
import { createApp, type AtDomain } from "../../base/http/index.ts";
import { StoaError, type Ctx } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import { authorize, createToken, editHost, readCredential } from "../identity/index.ts";
import {
  createIntegration,
  editListing,
  getListing,
  pageRoutes,
  pictureRoutes,
  publishRelease,
  readOfferedListing,
  reviewListing,
  rollbackRelease,
  searchListings,
  submitListing,
  withdrawListing,
} from "./index.ts";
import { pageKey } from "./read-page.ts";
import { pictureKey, readPicture } from "./read-picture.ts";
import { showListing } from "./show.ts";
import { makeRelease, sampleManifest, samplePicture } from "./testing.ts";

const world = await openWorld();
const host = await world.makeHost();
const sideId = host.liveSideId;
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const folder = mkdtempSync(join(tmpdir(), "stoa-pictures-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const blobs = openBlobStore({ kind: "files", folder });

async function draw(text: string, alt: string): Promise<Picture> {
  const picture = samplePicture(Buffer.from(text), alt);
  await blobs.put(pictureKey(picture.digest), Buffer.from(text));
  return picture;
}

const domains = new Map<string, AtDomain>();

/** The room's files over HTTP. */
async function serve(): Promise<Awaited<ReturnType<typeof createApp>>> {
  const { keys } = world.operator;
  assert.ok(keys);
  const app = await createApp({
    log: world.log,
    addresses: { publicUrl: "http://127.0.0.1:4400", port: 4400, openWrites: [], findDomain: async (name) => domains.get(name) },
    trustedProxies: [],
  });
  const { db, clock, log } = world;
  const deps = { app, db, clock, log, keys, blobs };
  const routes = {
    ...deps,
    authorize: (request, target) => authorize(world.engine, readCredential(request.headers), target),
  } satisfies Parameters<typeof pictureRoutes>[0];
  pictureRoutes(routes);
  pageRoutes(routes);
  return app;
}

interface Pictured {
  owner: Ctx;
  integrationId: string;
  listingId: string;
  bring(pictures: Pictures): Promise<string>;
  read(ctx: Ctx, picture: Picture): Promise<string>;
  publish(): Promise<Awaited<ReturnType<typeof getListing>>>;
}

async function makeListing(slug: string): Promise<Pictured> {
  const { owner } = await world.makePublisher(host.hostId);
  const { id: integrationId } = await createIntegration(owner, { slug });
  const bring = async (pictures: Pictures): Promise<string> => {
    const { id } = await makeRelease(owner, integrationId, { pictures });
    await publishRelease(owner, { integrationId, releaseId: id });
    return id;
  };
  await bring({ icon: null, items: [] });
  const { listing } = await editListing(owner, { integrationId, sideId, content: {} });
  const listingId = listing.id;
  return {
    owner,
    integrationId,
    listingId,
    bring,
    read: async (ctx, { digest }) => (await buffer((await readPicture(ctx, { listingId, digest }, blobs)).bytes)).toString(),
    publish: async () => {
      const { submission } = await submitListing(owner, { listingId });
      return reviewListing(host.owner, { listingId, submissionId: submission?.id ?? "", decision: "approve" });
    },
  };
}

test("pictures come with a release, are on show once the host approved them, and are read where the listing is seen", async () => {
  const [icon, list, form] = [await draw("icon", ""), await draw("list", "A list."), await draw("form", "A form.")];
  const { owner, integrationId, listingId, bring, read, publish } = await makeListing("with-pictures");
  const near = await world.makeCustomer(sideId);
  const first = await bring({ icon, items: [list] });
  assert.equal(await read(owner, list), "list", "its publisher sees what it would show");
  await assert.rejects(read(near.owner, list), code("not_found"), "nothing is on show yet");
  const published = await publish();
  assert.deepEqual(published.showcase, { icon, items: [list] });
  assert.equal(await read(near.owner, icon), "icon");
  const second = await bring({ icon, items: [list, form] });
  const waits = await getListing(host.owner, { listingId });
  assert.deepEqual([waits.release?.id, waits.showcase.items, waits.submission?.newShowcase], [second, [list], true]);
  assert.equal(await read(host.owner, form), "form", "its reviewer sees what waits");
  await assert.rejects(read(near.owner, form), code("not_found"));
  await reviewListing(host.owner, { listingId, submissionId: waits.submission?.id ?? "", decision: "approve" });
  assert.equal(await read(near.owner, form), "form");
  await rollbackRelease(owner, { integrationId, releaseId: first });
  const back = await getListing(host.owner, { listingId });
  assert.deepEqual([back.showcase.items, back.listing.reviewWaiting], [[list], false], "approved once, they need no second look");
  await assert.rejects(read(near.owner, form), code("not_found"));
  const stranger = await world.makePublisher(host.hostId);
  const elsewhere = await world.makeCustomer((await world.makeHost()).liveSideId);
  for (const ctx of [stranger.owner, elsewhere.owner]) await assert.rejects(read(ctx, icon), code("not_found"));
});

test("what was handed in and is no more waiting shows no pictures: their bytes may be gone", async () => {
  const { owner, listingId, bring, read } = await makeListing("turned-down");
  const picture = await draw("turned down", "A list.");
  await bring({ icon: null, items: [] });
  const shown = await bring({ icon: null, items: [picture] });
  const { submission } = await submitListing(owner, { listingId });
  assert.equal(submission?.releaseId, shown);
  assert.equal(await read(host.owner, picture), "turned down");
  await reviewListing(host.owner, { listingId, submissionId: submission?.id ?? "", decision: "reject", reason: "No." });
  await bring({ icon: null, items: [] });
  await blobs.remove(pictureKey(picture.digest));
  for (const ctx of [owner, host.owner]) {
    const listing = await getListing(ctx, { listingId });
    assert.deepEqual([listing.submission?.state, listing.submission?.showcase], ["rejected", { icon: null, items: [] }]);
    await assert.rejects(read(ctx, picture), (error: unknown) => error instanceof StoaError && error.message.includes("picture"));
  }
});

test("what a listing says in other languages waits for the host as its pictures do; then it is read and found in them", async () => {
  const { owner, integrationId, listingId, publish } = await makeListing("speaking");
  const bring = async (translations: Translations): Promise<void> => {
    const { id } = await makeRelease(owner, integrationId, { manifest: sampleManifest({ translations }) });
    await publishRelease(owner, { integrationId, releaseId: id });
  };
  const german = { "Contacts to CSV": "Kontakte als Tabelle", "It reads every contact.": "Sie liest jeden Kontakt.", Folder: "Ordner" };
  await bring({ de: german });
  await publish();
  const { owner: customer } = await world.makeCustomer(sideId);
  const see = async (...languages: string[]) => {
    const { title, languages: spoken, asks } = showListing(await readOfferedListing(customer, listingId), languages);
    return [title, spoken, asks?.permissions[0]?.text, asks?.fields[0]?.title];
  };
  const plain = ["Contacts to CSV", ["en", "de"], "It reads every contact.", "Folder"];
  assert.deepEqual(await see("de"), ["Kontakte als Tabelle", ["en", "de"], "Sie liest jeden Kontakt.", "Ordner"]);
  assert.deepEqual([await see(), await see("en", "de"), await see("fr")], [plain, plain, plain]);
  const find = async (q: string) => (await searchListings(customer, { q })).items.some(({ id }) => id === listingId);
  assert.deepEqual([await find("Tabelle"), await find("Tabelen"), await find("Verzeichnis")], [true, true, false]);
  await bring({ de: { ...german, "Contacts to CSV": "Kontakte im Verzeichnis", Folder: "Mappe" } });
  const waits = await getListing(host.owner, { listingId });
  assert.deepEqual([waits.submission?.newShowcase, waits.submission?.asksMore], [true, []]);
  assert.deepEqual(
    await see("de"),
    ["Kontakte als Tabelle", ["en", "de"], "Sie liest jeden Kontakt.", "Mappe"],
    "the form is the release's own",
  );
  await reviewListing(host.owner, { listingId, submissionId: waits.submission?.id ?? "", decision: "approve" });
  assert.deepEqual([await find("Verzeichnis"), await find("Tabelle")], [true, false]);
  const { description } = sampleManifest();
  await bring({ de: { [description]: "Schreibt <b>alles</b> auf." } });
  const { submission } = await getListing(owner, { listingId });
  const failed = submission?.checks.filter((check) => !check.passed).map(({ name, text }) => [name, text]);
  assert.deepEqual([submission?.state, failed], ["failed", [["text", "The description in `de` holds HTML."]]]);
  await bring({});
  const bare = await getListing(host.owner, { listingId });
  await reviewListing(host.owner, { listingId, submissionId: bare.submission?.id ?? "", decision: "approve" });
  assert.equal(await find("Verzeichnis"), false, "it is found by what it says now");
});

test("a picture's answer is a picture and nothing else, kept for ever by who may see it", async () => {
  const { listingId, bring, publish } = await makeListing("served");
  const picture = await draw("served", "A list.");
  await bring({ icon: null, items: [picture] });
  await publish();
  const app = await serve();
  const { text } = await createToken(host.owner, { name: "test", roles: ["host_support"] });
  const ask = (digest: string, token = text) =>
    app.inject({
      url: `/v1/sides/${showId("side", sideId)}/listings/${showId("listing", listingId)}/pictures/${digest}`,
      headers: { host: "127.0.0.1:4400", authorization: `Bearer ${token}` },
    });
  const answer = await ask(picture.digest);
  assert.deepEqual([answer.statusCode, answer.body], [200, "served"]);
  for (const [name, value] of [
    ["content-type", "image/png"],
    ["cache-control", "private, max-age=31536000, immutable"],
    ["x-content-type-options", "nosniff"],
    ["content-security-policy", "default-src 'none'; sandbox"],
  ] as const)
    assert.equal(answer.headers[name], value);
  assert.equal((await ask("0".repeat(64))).statusCode, 404);
  assert.equal((await ask("..%2f..%2fkeys")).statusCode, 400);
  assert.equal((await ask(picture.digest, "stoa_tok_none")).statusCode, 401);
});

const paged = { manifest: sampleManifest({ page: "page" }) };

async function keepPage(name: string): Promise<string> {
  const digest = createHash("sha256").update(name).digest("hex");
  for (const path of ["index.html", "main.js"]) await blobs.put(pageKey(digest, path), Buffer.from(`${name} ${path}`));
  return digest;
}

test("a page is there for a listing's own address from its review until it is withdrawn, and for no other listing", async () => {
  const app = await serve();
  const { owner, integrationId, listingId } = await makeListing("paged");
  const other = await makeListing("unpaged");
  const far = await world.makeHost();
  const { owner: farOwner } = await world.makePublisher(far.hostId);
  const status = async (of: string, digest: string, path = "index.html"): Promise<number> =>
    (await app.inject({ url: `/pages/${showId("listing", of)}/${digest}/${path}`, headers: { host: "127.0.0.1:4400" } })).statusCode;
  const [first, second] = [await keepPage("first"), await keepPage("second")];
  const bring = async (page: string): Promise<void> => {
    const { id } = await makeRelease(owner, integrationId, { ...paged, page });
    await publishRelease(owner, { integrationId, releaseId: id });
  };
  await makeRelease(owner, integrationId, { ...paged, page: second });
  await bring(first);
  assert.equal(await status(listingId, first), 404, "built, but handed in to nobody");
  await submitListing(owner, { listingId });
  assert.deepEqual([await status(listingId, first), await status(listingId, second)], [200, 404], "its reviewer is to see it");
  const waiting = await getListing(host.owner, { listingId });
  await reviewListing(host.owner, { listingId, submissionId: waiting.submission?.id ?? "", decision: "approve" });
  assert.deepEqual([await status(listingId, first), await status(other.listingId, first)], [200, 404]);
  await other.publish();
  assert.equal(await status(other.listingId, first), 404);
  assert.equal((await getListing(host.owner, { listingId })).asks?.page, true);
  await bring(second);
  assert.deepEqual(
    [await status(listingId, first), await status(listingId, second)],
    [200, 200],
    "who stays on the older release is shown its page",
  );
  for (const path of ["none.js", "../index.html", "..%2findex.html", "%2e%2e/index.html", "js//main.js", "", "main.js%00"])
    assert.ok([400, 404].includes(await status(listingId, first, path)), path);
  const elsewhere = (await createIntegration(farOwner, { slug: "elsewhere" })).id;
  assert.equal(await status(elsewhere, first), 404);
  await withdrawListing(owner, { listingId });
  assert.equal(await status(listingId, first), 404);
});

test("a page that is more than the host agreed to waits for it, and customers keep what they have", async () => {
  const app = await serve();
  const { owner, integrationId, listingId, publish } = await makeListing("new-page");
  const before = (await publish()).release?.id;
  const page = await keepPage("new");
  const { id } = await makeRelease(owner, integrationId, { ...paged, page });
  await publishRelease(owner, { integrationId, releaseId: id });
  const waits = await getListing(host.owner, { listingId });
  assert.deepEqual([waits.release?.id, waits.submission?.page], [before, page]);
  assert.deepEqual(waits.submission?.asksMore, ["It shows a page of its own, which reads settings, not secrets, and how runs went."]);
  await reviewListing(host.owner, { listingId, submissionId: waits.submission?.id ?? "", decision: "reject", reason: "No pages." });
  const answer = await app.inject({
    url: `/pages/${showId("listing", listingId)}/${page}/index.html`,
    headers: { host: "127.0.0.1:4400" },
  });
  assert.equal(answer.statusCode, 404);
});

test("a page's answer stands in an origin of its own, in frames of ours alone, and loads what is beside it", async () => {
  const app = await serve();
  await editHost(host.owner, { hostId: host.hostId, origins: ["https://app.host.example"] });
  const { owner, integrationId, listingId } = await makeListing("framed");
  const page = await keepPage("framed");
  const { id } = await makeRelease(owner, integrationId, { ...paged, page });
  await publishRelease(owner, { integrationId, releaseId: id });
  await submitListing(owner, { listingId });
  const folder = `/pages/${showId("listing", listingId)}/${page}/`;
  const ask = (path: string, dest?: string) =>
    app.inject({ url: folder + path, headers: { host: "127.0.0.1:4400", ...(dest ? { "sec-fetch-dest": dest } : {}) } });
  const { headers, body } = await ask("index.html", "iframe");
  assert.equal(body, "framed index.html");
  const policy = String(headers["content-security-policy"]).split("; ");
  const at = `http://127.0.0.1:4400${folder}`;
  for (const line of [
    "sandbox allow-scripts",
    "default-src 'none'",
    `script-src ${at}`,
    "connect-src 'none'",
    "form-action 'none'",
    "frame-ancestors http://127.0.0.1:4400 https://app.host.example",
  ])
    assert.ok(policy.includes(line), line);
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["set-cookie"], undefined);
  assert.match(
    String((await ask("main.js", "script")).headers["content-security-policy"]),
    /^sandbox allow-scripts; .*frame-ancestors 'none'$/,
  );
  for (const [name, at, status] of [
    ["shop.host.example", sideId, 200],
    ["shop.far.example", (await world.makeHost()).liveSideId, 404],
  ] as const) {
    domains.set(name, { name, origin: `https://${name}`, sideId: at, hostId: host.hostId, proof: "" });
    const answer = await app.inject({ url: `${folder}index.html`, headers: { host: name } });
    assert.equal(answer.statusCode, status, name);
    if (status === 200) assert.match(String(answer.headers["content-security-policy"]), /script-src http:\/\/shop.host.example\/pages\//);
  }
  for (const [path, dest] of [
    ["index.html", "document"],
    ["index.html", "embed"],
    ["main.js", "document"],
  ] as const)
    assert.equal((await ask(path, dest)).statusCode, 404, `${path} as ${dest}`);
  assert.equal((await ask("index.html")).statusCode, 200, "a browser that does not say what it asks for");
});
