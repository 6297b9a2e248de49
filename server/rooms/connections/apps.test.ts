import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { engineCtx, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { createIntegration, editListing, publishRelease, reviewListing, submitListing, type SubmitPolicy } from "../catalog/index.ts";
import { makeRelease, sampleManifest } from "../catalog/testing.ts";
import { listConnectable } from "./apps/list-connectable.ts";
import { listProviders } from "./apps/list-providers.ts";
import { removeApp } from "./apps/remove-app.ts";
import { rotateApp } from "./apps/rotate-app.ts";
import { forgetRetired } from "./apps/signing-secrets.ts";
import { saveApp } from "./apps/save-app.ts";
import { testApp } from "./apps/test-app.ts";
import { beginAttempt } from "./attempts/begin-attempt.ts";
import { findAccountFault } from "./check-accounts.ts";
import { openEvents } from "./events/open-events.ts";
import { listNeeds } from "./list-needs.ts";
import { describeKeyProvider, listUsing, openConnectWorld, publicUrl } from "./testing.ts";

const place = await openConnectWorld([]);
const { deps, world, host } = place;
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const app = { provider: "hubspot", clientId: "1f2e", clientSecret: "app-secret-5f2a" };
const policy: SubmitPolicy = { rawSecrets: "allow", accountFault: (ctx, input) => findAccountFault(ctx, deps, input) };

async function submitted(
  publisher: Ctx,
  connection: object,
): Promise<{ listingId: string; submissionId: string; fault: string | undefined }> {
  const { id: integrationId } = await createIntegration(publisher, { slug: `crm-${Math.random().toString(36).slice(2, 8)}` });
  const http = { base: "", auth: {}, allow: ["GET /contacts"] };
  const connections = [{ name: "crm", kind: "provider", title: "CRM", fields: [], provider: "hubspot", http, ...connection }];
  const manifest = sampleManifest({ connections, secrets: [], configs: { schema: { type: "object" }, uischema: null } });
  const release = await makeRelease(publisher, integrationId, { manifest });
  await publishRelease(publisher, { integrationId, releaseId: release.id }, policy);
  const { listing } = await editListing(publisher, { integrationId, sideId: host.liveSideId, content: {} });
  const { submission } = await submitListing(publisher, { listingId: listing.id }, policy);
  const fault = submission?.checks.find(({ name, passed }) => name === "accounts" && !passed)?.text;
  return { listingId: listing.id, submissionId: submission?.id ?? "", fault };
}

test("a listing whose provider has no app cannot be submitted, nor approved; with the host's or its publisher's own it can", async () => {
  const { owner: publisher } = await world.makePublisher(host.hostId);
  assert.match((await submitted(publisher, {})).fault ?? "", /No app at HubSpot/);
  assert.match((await submitted(publisher, { provider: "nowhere" })).fault ?? "", /Nobody has described/);
  const { owner: other } = await world.makePublisher(host.hostId);
  await saveApp(other, deps, app);
  assert.match((await submitted(publisher, {})).fault ?? "", /No app/, "another publisher's app is no help");
  assert.equal((await submitted(other, {})).fault, undefined);
  await saveApp(host.owner, deps, app);
  const evil = { http: { base: "https://evil.example/v1", auth: {}, allow: ["GET /x"] } };
  assert.match((await submitted(publisher, evil)).fault ?? "", /would send HubSpot's secret to evil\.example/);
  const waiting = await submitted(publisher, {});
  assert.equal(waiting.fault, undefined);
  await removeApp(host.owner, { provider: "hubspot" });
  await assert.rejects(reviewListing(host.owner, { ...waiting, decision: "approve" }, policy), code("refused"));
  await saveApp(host.owner, deps, app);
  await reviewListing(host.owner, { ...waiting, decision: "approve" }, policy);
});

test("another host, publisher or customer reaches none of it, and the policy holds without a WHERE", async () => {
  const other = await world.makeHost();
  const { owner: publisher } = await world.makePublisher(host.hostId);
  await saveApp(host.owner, deps, app);
  for (const ctx of [other.owner, publisher]) {
    assert.equal((await listProviders(ctx, deps)).find(({ name }) => name === "hubspot")?.app, null);
    await assert.rejects(testApp(ctx, deps, app), code("not_found"));
    await assert.rejects(rotateApp(ctx, deps, app), code("not_found"));
    await assert.rejects(removeApp(ctx, app), code("not_found"));
    assert.deepEqual(await transaction(ctx, ({ tx }) => tx.rows("select id from connections.app")), []);
  }
  const { owner: customer } = await place.customer();
  await assert.rejects(saveApp(customer, deps, app), code("forbidden"));
  const elsewhere = await world.makeCustomer(other.liveSideId);
  const names = async (ctx: Ctx) => (await listConnectable(ctx, deps)).map(({ name }) => name);
  assert.ok((await names(customer)).includes("hubspot"));
  assert.ok(!(await names(elsewhere.owner)).includes("hubspot"));
  await assert.rejects(beginAttempt(elsewhere.owner, deps, { provider: "hubspot", way: "window" }), /No app at HubSpot/);
});

test("a secret is never shown again, the redirect address is exact, and what is not complete is said by field", async () => {
  const saved = await saveApp(host.owner, deps, app);
  assert.equal(saved.redirect, `${publicUrl}/connect/return`);
  assert.ok(!JSON.stringify(await listProviders(host.owner, deps)).includes("app-secret"));
  const missing = (error: unknown) => error instanceof StoaError && error.problems?.[0]?.path === "body/clientSecret";
  await assert.rejects(saveApp(host.owner, deps, { provider: "slack", clientId: "x" }), missing);
  await assert.rejects(saveApp(host.owner, deps, { provider: "stripe", clientId: "x" }), /not complete/);
  await assert.rejects(saveApp(host.owner, deps, { provider: "nowhere", clientId: "x", clientSecret: "y" }), code("not_found"));
});

test("a client secret that was replaced signs events for two days more and is erased then; another app's secret signs nothing", async () => {
  const { owner: publisher, publisherId } = await world.makePublisher(host.hostId);
  const enter = (clientSecret: string, clientId = "1f2e") => saveApp(publisher, deps, { provider: "hubspot", clientId, clientSecret });
  const proven = async (secret: string, laterMs = 0): Promise<boolean> => {
    const now = publisher.clock.now() + laterMs;
    const [url, body] = [`${publicUrl}/hooks/shared/x`, "[]"];
    const signature = createHmac("sha256", secret).update(`POST${url}${body}${now}`).digest("base64");
    const headers = { "x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": String(now) };
    const request = { method: "POST", url, headers, query: {}, body: Buffer.from(body) };
    const at = engineCtx({ ...publisher, clock: { now: () => now } }, "test");
    return openEvents(at, deps, { owner: { kind: "publisher", id: publisherId }, provider: "hubspot", request }).then(
      () => true,
      (error: unknown) => (code("unauthenticated")(error) ? false : assert.fail(String(error))),
    );
  };
  const twoDays = 2 * 86_400_000;
  await enter("first-5f2a");
  await enter("second-5f2a");
  assert.deepEqual([await proven("first-5f2a"), await proven("second-5f2a")], [true, true]);
  assert.deepEqual([await proven("first-5f2a", twoDays + 1_000), await proven("second-5f2a", twoDays + 1_000)], [false, true]);
  const kept = async () => (await listProviders(publisher, deps)).find(({ name }) => name === "hubspot")?.events?.signingSecrets;
  assert.equal(await kept(), 1);
  const engine = (laterMs: number) => engineCtx({ ...publisher, clock: { now: () => publisher.clock.now() + laterMs } }, "test");
  await forgetRetired(engine(0), deps);
  assert.equal(await kept(), 1);
  await forgetRetired(engine(twoDays + 1_000), deps);
  assert.equal(await kept(), 0);
  await enter("third-5f2a");
  await enter("fourth-5f2a", "another-app");
  assert.deepEqual([await proven("second-5f2a"), await proven("third-5f2a"), await proven("fourth-5f2a")], [false, false, true]);
});

test("a description that does not hold together, or takes a name of the catalogue, is refused", async () => {
  const good = describeKeyProvider("api.example.com");
  const wrong = [
    { ...good, name: "hubspot" },
    { ...good, api: "http://elsewhere.example" },
    { ...good, send: { header: "X-Api-Key", value: "{nothing}" } },
    { ...good, fields: [] },
    { ...good, kind: "oauth-code" as const },
    { ...good, fields: [{ ...good.fields[0], name: "api_key", title: "Key", secret: true, where: "", pattern: "(" }] },
  ];
  for (const definition of wrong)
    await assert.rejects(
      saveApp(host.owner, deps, { provider: definition.name, definition }),
      code("invalid_input"),
      JSON.stringify(definition),
    );
  await saveApp(host.owner, deps, { provider: good.name, definition: good });
});

test("what a listing needs says why it cannot be connected", async () => {
  await saveApp(host.owner, deps, app);
  const listed = await listUsing(place, { provider: "hubspot", scopes: ["crm.objects.contacts.read"] });
  const { owner } = await place.customer();
  const [need] = await listNeeds(owner, deps, listed);
  assert.deepEqual([need?.missing, need?.scopes], [null, [{ name: "crm.objects.contacts.read", text: "Read contacts" }]]);
  await removeApp(host.owner, app);
  assert.match((await listNeeds(owner, deps, listed))[0]?.missing ?? "", /No app at HubSpot/);
});
