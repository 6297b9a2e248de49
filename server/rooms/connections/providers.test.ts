import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProviderDefinition } from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { rotateApp } from "./apps/rotate-app.ts";
import { saveApp } from "./apps/save-app.ts";
import { testApp } from "./apps/test-app.ts";
import { beginAttempt } from "./attempts/begin-attempt.ts";
import { comeBack } from "./attempts/come-back.ts";
import { goOn } from "./attempts/go-on.ts";
import { connectWithKey } from "./connect-with-key.ts";
import type { ConnectDeps } from "./deps.ts";
import { disconnect } from "./disconnect.ts";
import { getConnection, listConnections, listNotices } from "./list-connections.ts";
import { readCatalogue } from "./provider/catalogue.ts";
import { findFaults } from "./provider/check-definition.ts";
import { takeId } from "./show.ts";
import { listForRuns } from "./store/connections.ts";
import { testConnection } from "./test-connection.ts";
import { fakeApp, startFakeProvider, type FakeProvider } from "./testing/fake-provider.ts";
import { manners, type Manners } from "./testing/manners.ts";
import { makeCheckedFetch } from "../sandbox/index.ts";
import { openConnectWorld, publicUrl } from "./testing.ts";
import { Walker } from "./testing/walk.ts";
import { freshCredential } from "./tokens/fresh-credential.ts";
import { checkDue } from "./tokens/check-due.ts";
import { refreshConnection } from "./tokens/refresh-connection.ts";
import { giveBack } from "./tokens/sweep-connections.ts";

const real = readCatalogue();
const fakes = new Map<string, FakeProvider>();
for (const one of manners) fakes.set(one.name, await startFakeProvider(one));
const moved = new Map<string, ProviderDefinition>();
for (const [name, definition] of real) moved.set(name, fakes.get(name)?.at(definition) ?? definition);
const places = [...fakes.values()].map(({ place }) => place);
const place = await openConnectWorld(places, moved);
const { deps, world, host } = place;
const hour = 3_600_000;

test("every entry of the catalogue holds together, and ten and more are tried here", () => {
  for (const definition of real.values()) assert.deepEqual(findFaults(definition), [], definition.name);
  assert.ok(manners.length >= 12);
});

for (const one of manners) {
  test(`${one.name}: connected, used, fetched anew, lost and given back as its documents have it`, async () => {
    const fake = fakes.get(one.name);
    assert.ok(fake);
    const { owner } = await place.customer();
    const connectionId = await connect(owner, deps, one);
    const view = await getConnection(owner, deps, { connectionId });
    assert.equal(view.account, one.expected.name ?? one.expected.id);
    assert.deepEqual(view.scopes, one.expected.scopes);
    assert.equal((await testConnection(owner, deps, { connectionId })).error, null);
    if (one.expires !== undefined) await refreshedBeforeItsEnd(one, fake, connectionId);
    assert.equal((await testConnection(owner, deps, { connectionId })).error, null);
    await givenBack(owner, one, fake, connectionId);
    if (one.expires !== undefined && one.badRefresh) await lostForGood(one, fake);
    for (const line of fake.asked) assert.ok(!/access-\d|refresh-\d|app-secret|rk_test|zd-token/.test(line), line);
  });
}

async function connect(owner: Ctx, deps: ConnectDeps, one: Manners): Promise<string> {
  const isOAuth = one.authorize !== undefined;
  if (!isOAuth) return takeId("connection", (await connectWithKey(owner, deps, { provider: one.name, fields: one.fields })).id);
  await saveApp(host.owner, deps, { provider: one.name, ...fakeApp });
  const begun = await beginAttempt(owner, deps, { provider: one.name, way: "window", fields: one.fields });
  // The scopes a listing asks for stand in the try; here they are put there.
  await transaction(world.engine, ({ tx }) =>
    tx.run("update connections.attempt set scopes = $2 where id = $1", [takeId("connectionAttempt", begun.id), one.asks]),
  );
  const gone = await goOn(world.engine, deps, { code: begun.address?.split("#")[1] ?? "" });
  const back = await new Walker().walk(gone.to ?? "", `${publicUrl}/connect/return`);
  await comeBack(world.engine, deps, { query: back.search, browsers: [gone.browser ?? ""] });
  const [view] = await listConnections(owner, deps);
  return takeId("connection", view?.id ?? "");
}

async function refreshedBeforeItsEnd(one: Manners, fake: FakeProvider, connectionId: string): Promise<void> {
  const before = fake.refreshes;
  const first = await freshCredential(world.engine, deps, { connectionId });
  const lifetime = (one.expires ?? 0) * 1_000;
  world.clock.advance(lifetime - Math.min(15 * 60_000, lifetime / 2) - 1_000);
  assert.equal((await freshCredential(world.engine, deps, { connectionId })).secret["access_token"], first.secret["access_token"]);
  world.clock.advance(2_000);
  const next = await freshCredential(world.engine, deps, { connectionId });
  assert.notEqual(next.secret["access_token"], first.secret["access_token"]);
  if (one.authorize !== undefined) assert.equal(fake.refreshes, before + 1);
  const rotated = next.secret["refresh_token"] !== first.secret["refresh_token"];
  assert.equal(rotated, one.rotates ?? false);
}

async function givenBack(owner: Ctx, one: Manners, fake: FakeProvider, connectionId: string): Promise<void> {
  const { secret } = await freshCredential(world.engine, deps, { connectionId });
  await disconnect(owner, { connectionId });
  await giveBack(world.engine, deps);
  assert.equal((await getConnection(owner, deps, { connectionId })).state, "disconnected");
  assert.deepEqual(fake.revoked.length, one.revoke ? 1 : 0);
  if (one.revoke) assert.ok([secret["refresh_token"], secret["access_token"]].includes(fake.revoked[0]));
}

async function lostForGood(one: Manners, fake: FakeProvider): Promise<void> {
  const { owner } = await place.customer();
  const connectionId = await connect(owner, deps, one);
  fake.forget();
  world.clock.advance(24 * hour);
  await assert.rejects(freshCredential(world.engine, deps, { connectionId }), /must be connected again/);
  await assert.rejects(freshCredential(world.engine, deps, { connectionId }), /must be connected again/);
  assert.equal((await getConnection(owner, deps, { connectionId })).state, "needs_reauth");
  const notices = await listNotices(owner, deps);
  assert.equal(notices.length, 1);
  assert.ok(notices[0]?.link.endsWith(notices[0].connectionId));
  assert.equal(await connect(owner, deps, one), connectionId);
  assert.notEqual((await listNotices(owner, deps))[0]?.endedAt, null);
  const [row] = await transaction(world.engine, ({ tx }) => listForRuns(tx, [connectionId]));
  assert.equal(row?.state, "connected");
}

test("an app is tried without an account: right, wrong, and a new secret only in place of the old once it is taken", async () => {
  for (const name of ["google", "slack", "hubspot", "jira", "github", "notion"]) {
    await saveApp(host.owner, deps, { provider: name, ...fakeApp });
    assert.deepEqual(await testApp(host.owner, deps, { provider: name }), { ok: true, error: null, account: null }, name);
    await assert.rejects(rotateApp(host.owner, deps, { provider: name, clientSecret: "wrong" }), /does not know the app/);
    assert.equal((await testApp(host.owner, deps, { provider: name })).ok, true, name);
    assert.ok((await rotateApp(host.owner, deps, { provider: name, clientSecret: fakeApp.clientSecret })).app?.rotatedAt, name);
    await saveApp(host.owner, deps, { provider: name, clientId: "stoa", clientSecret: "wrong" });
    assert.match((await testApp(host.owner, deps, { provider: name })).error ?? "", /does not know the app/, name);
    await saveApp(host.owner, deps, { provider: name, ...fakeApp });
  }
});

test("what does not look like the field asked for is refused before anybody is asked", async () => {
  const { owner } = await place.customer();
  const wrong = (fields: Record<string, string>, provider: string) => connectWithKey(owner, deps, { provider, fields });
  const invalid = (error: unknown) => error instanceof StoaError && error.code === "invalid_input" && !error.message.includes("sk_nope");
  await assert.rejects(wrong({ api_key: "sk_nope" }, "stripe"), invalid);
  await assert.rejects(wrong({ subdomain: "evil.example/x?", email: "a@b", api_token: "t" }, "zendesk"), invalid);
  await assert.rejects(beginAttempt(owner, deps, { provider: "shopify", way: "window", fields: { shop: "evil.example" } }), invalid);
  await assert.rejects(wrong({ api_key: "rk_test_anotherKey99" }, "stripe"), /Stripe refused this account \(401\)/);
});

test("an account that is never fetched anew and was revoked at its provider is lost within a day, told once; another's, or one out of reach, is not", async () => {
  const named = ["github", "stripe", "shopify"];
  const owned = new Map<string, { owner: Ctx; id: string }>();
  for (const one of manners.filter(({ name }) => named.includes(name))) {
    const { owner } = await place.customer();
    owned.set(one.name, { owner, id: await connect(owner, deps, one) });
  }
  const states = async (): Promise<string[]> =>
    Promise.all(named.map(async (name) => (await getConnection(...argsOf(owned.get(name), deps))).state));
  const checkAll = async (over: Partial<ConnectDeps> = {}): Promise<void> => {
    for (let pass = 0; pass < 20; pass++) if ((await checkDue(world.engine, { ...deps, ...over })) === 0) return;
    assert.fail("there is no end of it");
  };
  const asked = (): number => named.reduce((sum, name) => sum + (fakes.get(name)?.asked.length ?? 0), 0);
  await checkAll();
  const connectedWith = asked();
  world.clock.advance(7 * hour);
  await checkAll();
  assert.equal(asked(), connectedWith, "each was asked when it was connected");
  for (const name of ["github", "stripe"]) fakes.get(name)?.revokeAll();
  world.clock.advance(13 * hour);
  await checkAll({ fetch: makeCheckedFetch({ allow: [] }, 1_000) });
  assert.deepEqual(await states(), ["connected", "connected", "connected"]);
  world.clock.advance(3 * hour);
  await checkAll();
  assert.ok(asked() >= connectedWith + 3);
  assert.deepEqual(await states(), ["connected", "connected", "connected"], "one no is none");
  world.clock.advance(10 * 60_000);
  await checkAll();
  assert.deepEqual(await states(), ["connected", "connected", "connected"]);
  world.clock.advance(6 * 60_000);
  await checkAll();
  assert.deepEqual(await states(), ["needs_reauth", "needs_reauth", "connected"]);
  world.clock.advance(48 * hour);
  await checkAll();
  for (const name of ["github", "stripe"]) {
    const notices = await listNotices(owned.get(name)?.owner ?? world.engine, deps);
    assert.equal(notices.length, 1);
    assert.match(notices[0]?.text ?? "", /must be connected again.*refused this account \(401\)/);
  }
  const [github] = manners.filter(({ name }) => name === "github");
  const again = owned.get("github");
  assert.ok(github && again);
  assert.equal(await connect(again.owner, deps, github), again.id);
  world.clock.advance(30 * hour);
  await checkAll();
  assert.equal((await getConnection(again.owner, deps, { connectionId: again.id })).state, "connected");
});

/** Looks at them now, and again when a no would be confirmed. */
async function lookTwice(ids: readonly string[]): Promise<void> {
  await dueNow(ids);
  for (let time = 0; time < 2; time++) {
    for (let pass = 0; pass < 10 && (await checkDue(world.engine, deps)) > 0; pass++);
    world.clock.advance(16 * 60_000);
  }
}

const dueNow = (ids: readonly string[]): Promise<number> =>
  transaction(world.engine, ({ tx, clock }) =>
    tx.run("update connections.connection set check_due_at = to_timestamp($2::float8 / 1000) where id = any($1)", [ids, clock.now()]),
  );

async function connected(name: string): Promise<{ owner: Ctx; id: string; fake: FakeProvider; state(): Promise<string> }> {
  const one = manners.find((manner) => manner.name === name) ?? assert.fail(name);
  const { owner } = await place.customer();
  const id = await connect(owner, deps, one);
  const state = async (): Promise<string> => (await getConnection(owner, deps, { connectionId: id })).state;
  return { owner, id, fake: fakes.get(name) ?? assert.fail(name), state };
}

test("an access token that is refused before its end is fetched anew, and the account lost only when that is refused", async () => {
  const one = await connected("salesforce");
  const { refreshes } = one.fake;
  one.fake.endAccess();
  await lookTwice([one.id]);
  assert.deepEqual([await one.state(), one.fake.refreshes], ["connected", refreshes + 1]);
  assert.equal((await testConnection(one.owner, deps, { connectionId: one.id })).error, null);
  one.fake.revokeAll();
  await lookTwice([one.id]);
  assert.equal(await one.state(), "needs_reauth");
  assert.match((await listNotices(one.owner, deps))[0]?.text ?? "", /refused: invalid_grant/);
});

test("what is no word about the account loses none: 403 without a next token, a page of text, an error of the provider's own", async () => {
  const [github, slack] = [await connected("github"), await connected("slack")];
  const { refreshes } = slack.fake;
  const say = async (status: number, body: object): Promise<string[]> => {
    for (const { fake } of [github, slack]) fake.saying = { status, body };
    await lookTwice([github.id, slack.id]);
    for (const { fake } of [github, slack]) fake.saying = undefined;
    return [await github.state(), await slack.state()];
  };
  assert.deepEqual(await say(403, { message: "blocked" }), ["connected", "connected"]);
  assert.deepEqual(await say(200, { ok: false, error: "internal_error" }), ["connected", "connected"]);
  assert.deepEqual(await say(200, {}), ["connected", "connected"]);
  assert.equal(slack.fake.refreshes, refreshes + 1, "after the 403 alone");
  slack.fake.forget();
  assert.deepEqual(await say(200, { ok: false, error: "token_revoked" }), ["connected", "needs_reauth"]);
});

test("many accounts that one provider refuses together are not lost, and no more than five of it are asked at once", async () => {
  const many = [];
  for (let count = 0; count < 8; count++) many.push(await connected("zendesk"));
  const ids = many.map(({ id }) => id);
  const [fake] = many.map((one) => one.fake);
  assert.ok(fake);
  const before = fake.asked.length;
  await dueNow(ids);
  await checkDue(world.engine, deps);
  assert.equal(fake.asked.length - before, 5);
  world.clock.advance(2 * hour);
  fake.saying = { status: 401, body: {} };
  await lookTwice(ids);
  await lookTwice(ids);
  fake.saying = undefined;
  for (const one of many) assert.equal(await one.state(), "connected");
  world.clock.advance(2 * hour);
  await lookTwice(ids);
  fake.saying = { status: 401, body: {} };
  await lookTwice(ids.slice(0, 1));
  fake.saying = undefined;
  assert.deepEqual([await many[0]?.state(), await many[1]?.state()], ["needs_reauth", "connected"], "one alone is");
});

test("whoever stood still until half its lease was over does not send: another may send the same refresh token when it ends", async () => {
  const { id, fake } = await connected("slack");
  const { refreshes } = fake;
  const [row = assert.fail("no row")] = await transaction(world.engine, ({ tx }) => listForRuns(tx, [id]));
  const locked = Promise.withResolvers<void>();
  const holding = transaction(world.engine, async ({ tx }) => {
    await tx.run("select 1 from connections.connection where id = $1 for update", [id]);
    locked.resolve();
    const isWaiting =
      "select 1 from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())";
    while ((await tx.rows(isWaiting)).length === 0) await sleep(10);
    await sleep(150);
  });
  await locked.promise;
  const refreshing = refreshConnection(world.engine, { ...deps, leaseMs: 200 }, row);
  await holding;
  assert.deepEqual([await refreshing, fake.refreshes], ["busy", refreshes]);
  let again = "busy";
  while (again === "busy") again = await refreshConnection(world.engine, deps, row);
  assert.deepEqual([again, fake.refreshes], ["refreshed", refreshes + 1]);
});

function argsOf(of: { owner: Ctx; id: string } | undefined, at: ConnectDeps): Parameters<typeof getConnection> {
  assert.ok(of);
  return [of.owner, at, { connectionId: of.id }];
}
