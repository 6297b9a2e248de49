import assert from "node:assert/strict";
import { test } from "node:test";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { beginAttempt } from "./attempts/begin-attempt.ts";
import { comeBack } from "./attempts/come-back.ts";
import { getAttempt } from "./attempts/get-attempt.ts";
import { goOn } from "./attempts/go-on.ts";
import { lookAtAttempt } from "./attempts/look-at-attempt.ts";
import { connectWithKey } from "./connect-with-key.ts";
import { disconnect } from "./disconnect.ts";
import { getConnection, listConnections } from "./list-connections.ts";
import { listNeeds } from "./list-needs.ts";
import { openRunAccount } from "./open-run-account.ts";
import { renameConnection } from "./rename-connection.ts";
import { takeId } from "./show.ts";
import { testConnection } from "./test-connection.ts";
import { listUsing, openConnectWorld, publicUrl } from "./testing.ts";
import { startRealProvider } from "./testing/real-provider.ts";
import { Walker } from "./testing/walk.ts";
import { giveBack } from "./tokens/sweep-connections.ts";

const provider = await startRealProvider();
const place = await openConnectWorld([provider.place]);
const { deps, world } = place;
await place.enter(provider.definition, provider.app);
const listed = await listUsing(place, { provider: "real-id", scopes: ["contacts.read"] });
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const codeOf = (address: string | null): string => address?.split("#")[1] ?? "";

/** A person signs in as `login` at the provider and allows it. @returns the query they come back with, and what their browser kept */
async function allow(address: string | null, login: string): Promise<{ query: string; browsers: string[] }> {
  const gone = await goOn(world.engine, deps, { code: codeOf(address) });
  const back = await new Walker().walk(gone.to ?? "", `${publicUrl}/connect/return`, { login, password: "any" });
  return { query: back.search, browsers: [gone.browser ?? ""] };
}

async function connect(customer: Ctx, login: string, connectionId?: string): Promise<string> {
  const target = connectionId === undefined ? { listingId: listed.listingId, need: "crm" } : { connectionId };
  const begun = await beginAttempt(customer, deps, { ...target, way: "window" });
  await comeBack(world.engine, deps, await allow(begun.address, login));
  const attempt = await getAttempt(customer, deps, { attemptId: takeId("connectionAttempt", begun.id) });
  assert.equal(attempt.state, "done", attempt.error ?? "");
  return takeId("connection", attempt.connectionId ?? "");
}

test("a person allows it at the provider, and a run's requests carry the token", async () => {
  const { owner } = await place.customer();
  const connectionId = await connect(owner, "ada");
  const [view] = await listConnections(owner, deps);
  assert.deepEqual([view?.account, view?.state, view?.scopes.includes("contacts.read")], ["ada", "connected", true]);
  const need = { name: "crm", kind: "provider", title: "CRM", fields: [], provider: "real-id" };
  const account = await openRunAccount(world.engine, deps, { connectionId, need });
  assert.equal(account.base, provider.origin);
  const { headers } = await account.sent();
  const me = await fetch(`${provider.origin}/me`, { headers });
  assert.deepEqual(await me.json(), { sub: "ada" });
  assert.deepEqual(await testConnection(owner, deps, { connectionId }), { ok: true, error: null, account: "ada" });
  const [fit] = await listNeeds(owner, deps, { listingId: listed.listingId });
  assert.deepEqual([fit?.missing, fit?.fits.map(({ account: name }) => name)], [null, ["ada"]]);
});

test("the way back works once, and only in the browser that began", async () => {
  const { owner } = await place.customer();
  const begun = await beginAttempt(owner, deps, { listingId: listed.listingId, way: "window" });
  const back = await allow(begun.address, "bob");
  await assert.rejects(comeBack(world.engine, deps, { ...back, browsers: [] }), code("gone"));
  await assert.rejects(comeBack(world.engine, deps, { ...back, browsers: ["x".repeat(43)] }), code("gone"));
  assert.equal((await comeBack(world.engine, deps, back)).account, "bob");
  await assert.rejects(comeBack(world.engine, deps, back), code("gone"));
  await assert.rejects(goOn(world.engine, deps, { code: codeOf(begun.address) }), code("gone"));
});

test("a colleague connects by a link, sees who asks and for what, and the link is spent", async () => {
  const { owner } = await place.customer();
  const begun = await beginAttempt(owner, deps, { listingId: listed.listingId, way: "link" });
  assert.match(begun.address ?? "", /\/connect\/link#[\w-]{43}$/);
  const offer = await lookAtAttempt(world.engine, deps, { code: codeOf(begun.address) });
  assert.deepEqual([offer.provider.title, offer.scopes.at(-1)], ["Real ID", { name: "contacts.read", text: "Read contacts" }]);
  await comeBack(world.engine, deps, await allow(begun.address, "carol"));
  await assert.rejects(lookAtAttempt(world.engine, deps, { code: codeOf(begun.address) }), code("gone"));
  const late = await beginAttempt(owner, deps, { listingId: listed.listingId, way: "link" });
  world.clock.advance(4 * 86_400_000);
  await assert.rejects(lookAtAttempt(world.engine, deps, { code: codeOf(late.address) }), code("gone"));
  await assert.rejects(goOn(world.engine, deps, { code: codeOf(late.address) }), code("gone"));
});

test("a try that began before its app was moved to the side's own domain ends where it began", async () => {
  const { owner } = await place.customer();
  const begun = await beginAttempt(owner, deps, { listingId: listed.listingId, way: "link" });
  assert.ok(begun.address?.startsWith(`${publicUrl}/`));
  const name = "accounts.ledgerline.example";
  await transaction(world.engine, async ({ tx }) => {
    await tx.run(
      `insert into identity.domain (id, side_id, name, proof, proven_at, leads_at, led_at, due_at, created_at)
       values (gen_random_uuid(), $1, $2, 'proof', now(), now(), now(), now(), now())`,
      [place.host.liveSideId, name],
    );
    await tx.run("update connections.app set returns_to = $1 where side_id = $2", [name, place.host.liveSideId]);
  });
  const moved = await beginAttempt(owner, deps, { listingId: listed.listingId, way: "link" });
  assert.equal(new URL(moved.address ?? "").hostname, name);
  const back = await allow(begun.address, "gil");
  assert.equal((await comeBack(world.engine, deps, back)).account, "gil");
  await transaction(world.engine, async ({ tx }) => {
    await tx.run("delete from identity.domain where name = $1", [name]);
    await tx.run("update connections.app set returns_to = null where side_id = $1", [place.host.liveSideId]);
  });
});

test("connected anew it must be the same account; the same account connected again is the same connection", async () => {
  const { owner } = await place.customer();
  const connectionId = await connect(owner, "dora");
  assert.equal(await connect(owner, "dora"), connectionId);
  assert.equal(await connect(owner, "dora", connectionId), connectionId);
  const begun = await beginAttempt(owner, deps, { connectionId, way: "window" });
  await assert.rejects(comeBack(world.engine, deps, await allow(begun.address, "eve")), code("conflict"));
  assert.equal((await getConnection(owner, deps, { connectionId })).account, "dora");
});

test("disconnected, the tokens are given back at the provider and erased here", async () => {
  const { owner } = await place.customer();
  const connectionId = await connect(owner, "fay");
  const need = { name: "crm", kind: "provider", title: "CRM", fields: [], provider: "real-id" };
  const { headers } = await (await openRunAccount(world.engine, deps, { connectionId, need })).sent();
  assert.deepEqual(await disconnect(owner, { connectionId }), { state: "disconnecting" });
  await assert.rejects(openRunAccount(world.engine, deps, { connectionId, need }), /ended by its customer/);
  assert.equal(await giveBack(world.engine, deps), 1);
  assert.equal((await getConnection(owner, deps, { connectionId })).state, "disconnected");
  assert.equal((await fetch(`${provider.origin}/me`, { headers })).status, 401);
  assert.deepEqual(await listConnections(owner, deps), []);
});

test("another customer reaches no verb of it, and the policy holds without a WHERE", async () => {
  const [mine, theirs] = [await place.customer(), await place.customer()];
  const connectionId = await connect(mine.owner, "gus");
  const begun = await beginAttempt(mine.owner, deps, { listingId: listed.listingId, way: "link" });
  const attemptId = takeId("connectionAttempt", begun.id);
  for (const reach of [
    () => getConnection(theirs.owner, deps, { connectionId }),
    () => renameConnection(theirs.owner, deps, { connectionId, name: "mine" }),
    () => testConnection(theirs.owner, deps, { connectionId }),
    () => disconnect(theirs.owner, { connectionId }),
    () => beginAttempt(theirs.owner, deps, { connectionId, way: "link" }),
    () => connectWithKey(theirs.owner, deps, { connectionId, fields: {} }),
    () => getAttempt(theirs.owner, deps, { attemptId }),
  ])
    await assert.rejects(reach, code("not_found"));
  await assert.rejects(disconnect(mine.viewer, { connectionId }), code("forbidden"));
  const seen = await transaction(theirs.owner, ({ tx }) =>
    tx.rows(
      "select id from connections.connection union all select id from connections.attempt union all select id from connections.notice",
    ),
  );
  assert.deepEqual(seen, []);
});

test("no token, secret or code is in the database in clear", async () => {
  const { owner } = await place.customer();
  const connectionId = await connect(owner, "hal");
  const need = { name: "crm", kind: "provider", title: "CRM", fields: [], provider: "real-id" };
  const { sensitive } = await (await openRunAccount(world.engine, deps, { connectionId, need })).sent();
  assert.equal(sensitive.length, 2);
  const tables = ["connections.connection", "connections.attempt", "connections.app", "base.audit", "base.fact", "trust.secret"];
  for (const table of tables) {
    const rows = await transaction(world.engine, ({ tx }) => tx.rows<{ text: string }>(`select t::text as text from ${table} t`));
    for (const { text } of rows) for (const value of [...sensitive, provider.app.clientSecret]) assert.ok(!text.includes(value), table);
  }
});
