import assert from "node:assert/strict";
import { test } from "node:test";
import * as contract from "@stoa/contract";
import { readId, showId } from "@stoa/contract";
import { Type, type Static, type TSchema } from "typebox";
import { createApp } from "../../base/http/index.ts";
import type { Ctx, Role, Scope } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import { readAs } from "../../testing/read-as.ts";
import { authorize, createToken, readCredential } from "../identity/index.ts";
import { catalogRoutes } from "./index.ts";
import { makeRelease, sampleManifest } from "./testing.ts";

const world = await openWorld();
const { keys } = world.operator;
assert.ok(keys);
const app = await createApp({
  log: world.log,
  addresses: { publicUrl: "http://127.0.0.1:4400", port: 4400, openWrites: [] },
  trustedProxies: [],
});
catalogRoutes({
  app,
  submit: { rawSecrets: "allow" },
  db: world.db,
  clock: world.clock,
  log: world.log,
  keys,
  authorize: (request, target) => authorize(world.engine, readCredential(request.headers), target),
});

const anything = Type.Unknown();
type Send = <S extends TSchema>(
  schema: S,
  method: "GET" | "POST" | "PUT" | "PATCH",
  path: string,
  payload?: object,
) => Promise<{ status: number; body: Static<S> }>;

/** Speaks for one tenant by a token of its own. */
async function speakFor(owner: Ctx, role: Role, language?: string): Promise<Send> {
  const { text } = await createToken(owner, { name: "test", roles: [role] });
  return async (schema, method, path, payload) => {
    const headers = { host: "127.0.0.1:4400", authorization: `Bearer ${text}`, ...(language ? { "accept-language": language } : {}) };
    const response = await app.inject({ method, url: `/v1/${prefixOf(owner.scope)}${path}`, headers, ...(payload ? { payload } : {}) });
    return { status: response.statusCode, body: readAs(schema, response.json()) };
  };
}

function prefixOf(scope: Scope): string {
  if (scope.kind === "publisher") return `publishers/${showId("publisher", scope.publisherId)}`;
  if (scope.kind === "side") return `sides/${showId("side", scope.sideId)}`;
  return scope.kind === "customer" ? `customers/${showId("customer", scope.customerId)}` : "operator";
}

test("from an integration to a listing a customer reads, over HTTP", async () => {
  const host = await world.makeHost();
  const { owner } = await world.makePublisher(host.hostId);
  const publisher = await speakFor(owner, "publisher_developer");
  const reviewer = await speakFor(host.owner, "host_reviewer");
  const { owner: buyer } = await world.makeCustomer(host.liveSideId);
  const customer = await speakFor(buyer, "customer_owner");
  const german = await speakFor(buyer, "customer_owner", "fr-FR;q=0.2, en;q=0.1, de-AT");
  const made = await publisher(contract.Integration, "POST", "/integrations", { slug: "contacts", name: "Contacts" });
  assert.deepEqual([made.status, made.body.monogram.letters, made.body.stable], [201, "CO", null]);
  const here = `/integrations/${made.body.id}`;
  const renamed = await publisher(contract.Integration, "PATCH", here, { name: "Contacts to CSV" });
  assert.equal(renamed.body.name, "Contacts to CSV");
  assert.equal((await publisher(contract.IntegrationPage, "GET", "/integrations?q=csv")).body.total, 1);
  const integrationId = readId("integration", made.body.id) ?? "";
  const row = await makeRelease(owner, integrationId, {
    manifest: sampleManifest({ translations: { de: { "Writes every contact into a table.": "Schreibt eine Tabelle." } } }),
  });
  const releaseId = showId("release", row.id);
  assert.deepEqual((await publisher(contract.ReleasePage, "GET", `${here}/releases`)).body.items[0]?.channels, ["latest"]);
  assert.deepEqual((await publisher(contract.Release, "POST", `${here}/releases/${releaseId}/publish`)).body.channels, [
    "latest",
    "stable",
  ]);
  const draft = await publisher(contract.Listing, "PUT", `${here}/listings/${showId("side", host.liveSideId)}`, { title: "Contacts" });
  assert.deepEqual([draft.status, draft.body.state, draft.body.draft?.title], [200, "draft", "Contacts"]);
  const listing = `/listings/${draft.body.id}`;
  assert.equal((await customer(anything, "GET", listing)).status, 404);
  const submitted = await publisher(contract.Listing, "POST", `${listing}/submit`);
  assert.equal(submitted.body.submission?.state, "waiting");
  assert.equal((await customer(anything, "POST", `${listing}/submit`)).status, 404);
  assert.equal((await reviewer(contract.ListingPage, "GET", "/listings?waiting=true")).body.items[0]?.id, draft.body.id);
  const approved = await reviewer(contract.Listing, "POST", `${listing}/review`, {
    submissionId: submitted.body.submission?.id,
    decision: "approve",
  });
  assert.equal(approved.body.state, "published");
  const page = await customer(contract.ListingPage, "GET", "/listings?q=contact");
  assert.deepEqual(
    [page.body.items.map((item) => item.title), page.body.categories],
    [
      ["Contacts"],
      [
        { name: "crm", count: 1 },
        { name: "export", count: 1 },
      ],
    ],
  );
  const seen = await customer(contract.Listing, "GET", listing);
  const summaries = [seen.body.summary, (await german(contract.Listing, "GET", listing)).body.summary];
  assert.deepEqual(summaries, ["Writes every contact into a table.", "Schreibt eine Tabelle."]);
  assert.equal((await german(contract.ListingPage, "GET", "/listings")).body.items[0]?.summary, "Schreibt eine Tabelle.");
  assert.deepEqual(
    [seen.body.asks?.hosts, seen.body.draft, seen.body.submission, seen.body.release?.id],
    [["api.example.com:443"], null, null, releaseId],
  );
  assert.equal((await customer(contract.ReleaseWithManifest, "GET", `${here}/releases/${releaseId}`)).body.manifest.run, "python3 main.py");
  assert.equal((await publisher(contract.Listing, "POST", `${listing}/withdraw`, { reason: "Retired." })).body.state, "withdrawn");
  assert.equal((await customer(contract.ListingPage, "GET", "/listings")).body.total, 0);
});

test("a wrong form is refused with the field, a wrong kind of id as if it were not there", async () => {
  const host = await world.makeHost();
  const publisher = await speakFor((await world.makePublisher(host.hostId)).owner, "publisher_owner");
  const bad = await publisher(contract.ErrorBody, "POST", "/integrations", { slug: "NOT OK" });
  assert.deepEqual([bad.status, bad.body.error.code, bad.body.error.problems?.[0]?.path], [400, "invalid_input", "body/slug"]);
  assert.equal((await publisher(anything, "GET", `/integrations/${showId("run", host.hostId)}`)).status, 404);
  assert.equal((await publisher(anything, "GET", `/integrations/${showId("integration", host.hostId)}`)).status, 404);
});
