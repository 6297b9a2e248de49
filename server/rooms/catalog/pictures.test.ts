import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, test } from "node:test";
import { showId, type Picture, type Pictures } from "@stoa/contract";
import { openBlobStore } from "../../base/blobs/index.ts";
import { createApp } from "../../base/http/index.ts";
import { StoaError, type Ctx } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import { authorize, createToken, readCredential } from "../identity/index.ts";
import {
  createIntegration,
  editListing,
  getListing,
  pictureRoutes,
  publishRelease,
  reviewListing,
  rollbackRelease,
  submitListing,
} from "./index.ts";
import { pictureKey, readPicture } from "./read-picture.ts";
import { makeRelease, samplePicture } from "./testing.ts";

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
  assert.deepEqual(published.pictures, { icon, items: [list] });
  assert.equal(await read(near.owner, icon), "icon");
  const second = await bring({ icon, items: [list, form] });
  const waits = await getListing(host.owner, { listingId });
  assert.deepEqual([waits.release?.id, waits.pictures.items, waits.submission?.newPictures], [second, [list], true]);
  assert.equal(await read(host.owner, form), "form", "its reviewer sees what waits");
  await assert.rejects(read(near.owner, form), code("not_found"));
  await reviewListing(host.owner, { listingId, submissionId: waits.submission?.id ?? "", decision: "approve" });
  assert.equal(await read(near.owner, form), "form");
  await rollbackRelease(owner, { integrationId, releaseId: first });
  const back = await getListing(host.owner, { listingId });
  assert.deepEqual([back.pictures.items, back.listing.reviewWaiting], [[list], false], "approved once, they need no second look");
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
    assert.deepEqual([listing.submission?.state, listing.submission?.pictures], ["rejected", { icon: null, items: [] }]);
    await assert.rejects(read(ctx, picture), (error: unknown) => error instanceof StoaError && error.message.includes("picture"));
  }
});

test("a picture's answer is a picture and nothing else, kept for ever by who may see it", async () => {
  const { listingId, bring, publish } = await makeListing("served");
  const picture = await draw("served", "A list.");
  await bring({ icon: null, items: [picture] });
  await publish();
  const { keys } = world.operator;
  assert.ok(keys);
  const app = await createApp({
    log: world.log,
    addresses: { publicUrl: "http://127.0.0.1:4400", port: 4400, openWrites: [] },
    trustedProxies: [],
  });
  const { db, clock, log } = world;
  pictureRoutes({
    app,
    db,
    clock,
    log,
    keys,
    blobs,
    authorize: (request, target) => authorize(world.engine, readCredential(request.headers), target),
  });
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
