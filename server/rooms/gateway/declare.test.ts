import assert from "node:assert/strict";
import { test } from "node:test";
import { StoaError, type Ctx } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import { declareActions } from "./declare-actions.ts";
import { editHostApi } from "./edit-host-api.ts";
import { listActions } from "./list-actions.ts";
import { listOfferedActions } from "./list-offered-actions.ts";
import { previewDeclaration } from "./preview-declaration.ts";
import { declareSample, sampleDocument } from "./testing.ts";

const world = await openWorld();
const [host, other] = [await world.makeHost(), await world.makeHost()];
const document = sampleDocument({ "GET /contacts": { name: "contacts.list", scopes: ["contacts:read"] } });
const namesOf = async (ctx: Ctx): Promise<string[]> => (await listActions(ctx)).actions.map(({ name }) => name);
const refusedAs = (code: string) => (error: unknown) => error instanceof StoaError && error.code === code;

test("a document is previewed, declared, and declared anew with what changes", async () => {
  const seen = await previewDeclaration(host.owner, { document });
  assert.deepEqual([seen.difference.added.length, seen.baseBefore, await namesOf(host.owner)], [1, null, []]);
  const { declaration } = await declareActions(host.owner, { document, before: null });
  assert.deepEqual(await namesOf(host.owner), ["contacts.list"]);
  await assert.rejects(declareActions(host.owner, { document, before: null }), refusedAs("conflict"));
  const next = sampleDocument({ "POST /contacts": "contacts.create" });
  const { difference } = await declareActions(host.owner, { document: next, before: declaration.digest });
  assert.deepEqual([difference.added[0]?.name, difference.removed[0]?.name], ["contacts.create", "contacts.list"]);
  assert.deepEqual(await namesOf(host.owner), ["contacts.create"]);
});

test("of two that declare at once, for the first time, upon nothing, one comes second", async () => {
  const fresh = await world.makeHost();
  const both = await Promise.allSettled(
    [1, 2].map((n) => declareActions(fresh.owner, { document: sampleDocument({ [`GET /${n}`]: `a${n}` }), before: null })),
  );
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
});

test("where the API is and how it knows Stoa can be changed, once there is one", async () => {
  const api = await editHostApi(host.owner, { base: "https://eu.ledgerline.example/api/", way: "token", header: "X-Api-Key", prefix: "" });
  assert.deepEqual([api.base, api.way, api.header, api.prefix], ["https://eu.ledgerline.example/api", "token", "X-Api-Key", ""]);
  await assert.rejects(editHostApi(host.owner, { base: "ftp://x" }), refusedAs("invalid_input"));
  await assert.rejects(editHostApi((await world.makeHost()).owner, { way: "token" }), refusedAs("not_found"));
});

test("another host's, a reviewer's and a stranger's hands are off it; publishers see what hosts that admitted them offer", async () => {
  await declareSample(host.owner, { "GET /contacts": "contacts.list" });
  assert.deepEqual(await namesOf(other.owner), []);
  const side = { kind: "side", sideId: host.liveSideId, hostId: host.hostId } as const;
  const reviewer = world.as(side, "host_reviewer");
  assert.deepEqual(await namesOf(reviewer), ["contacts.list"]);
  await assert.rejects(declareActions(reviewer, { document }), refusedAs("forbidden"));
  await assert.rejects(editHostApi(reviewer, { way: "signed" }), refusedAs("forbidden"));
  // Whoever names another host's side in a scope of its own host is stopped by the policy.
  const forged = world.as({ ...side, sideId: other.liveSideId }, "customer_owner");
  await assert.rejects(previewDeclaration(forged, { document }), refusedAs("forbidden"));
  const customer = await world.makeCustomer(host.liveSideId);
  for (const ctx of [customer.owner, (await world.makePublisher()).owner])
    for (const verb of [listActions, (one: Ctx) => declareActions(one, { document }), (one: Ctx) => previewDeclaration(one, { document })])
      await assert.rejects(verb(ctx), refusedAs("forbidden"));
  const admitted = await world.makePublisher(host.hostId);
  assert.deepEqual(
    (await listOfferedActions(admitted.owner, {})).map(({ name }) => name),
    ["contacts.list"],
  );
  assert.deepEqual(await listOfferedActions(admitted.owner, { sideId: other.liveSideId }), []);
  assert.deepEqual(await listOfferedActions((await world.makePublisher(other.hostId)).owner, {}), []);
  await assert.rejects(listOfferedActions(customer.owner, {}), refusedAs("forbidden"));
});
