import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { showId, type ProviderDefinition } from "@stoa/contract";
import { createApp } from "../../../base/http/index.ts";
import { newId, realClock, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { LiveLogs } from "../../../base/logs/index.ts";
import { readCatalogue, requireFit, type ConnectDeps } from "../../connections/index.ts";
import {
  connectKey,
  describeKeyProvider,
  endSigning,
  loseConnection,
  putSigning,
  removeProviderApp,
  saveApp as describe,
} from "../../connections/testing.ts";
import { authorize, createToken, readCredential } from "../../identity/index.ts";
import { pauseInstallation } from "../../installs/index.ts";
import { makeCheckedFetch } from "../../sandbox/index.ts";
import { createWake } from "../dispatch/wake.ts";
import { runsRoutes } from "../routes.ts";
import { openScene, type Published } from "../runner/testing.ts";
import { sweepRuns } from "../schedule/keep-history.ts";
import { defaultSettings, type RunSettings } from "../settings.ts";
import { putLimit } from "../store/limits.ts";
import { createEventAddress } from "./create-event-address.ts";
import { listEventAddresses } from "./list-event-addresses.ts";
import { receiveEvent } from "./receive-event.ts";
import { removeEventAddress } from "./remove-event-address.ts";

const scene = await openScene();
const { world, host } = scene;
const engine: Ctx = { ...world.engine, clock: realClock };
/** Says of each key whose account it opens: key `k-T1` is of the account T1. */
const accounts = createServer((request, response) => {
  const id = /^k-(.+)$/.exec(String(request.headers["x-api-key"]))?.[1];
  response.writeHead(id === undefined ? 401 : 200, { "content-type": "application/json" }).end(JSON.stringify({ id, name: id }));
});
accounts.listen(0, "127.0.0.1");
await once(accounts, "listening");
after(() => accounts.close().closeAllConnections());
const place = `127.0.0.1:${(accounts.address() as AddressInfo).port}`;
/** The catalogue's word for Slack's events, with an account that a key opens. */
const slackEvents = readCatalogue().get("slack")?.events ?? assert.fail("slack");
const slack: ProviderDefinition = { ...describeKeyProvider(place), name: "slack", title: "Slack", events: slackEvents };
const { busy: _ends, ...patient } = slackEvents;
/** Sends again what was answered with 429, as most do; Slack ends what fails. */
const own: ProviderDefinition = { ...describeKeyProvider(place), name: "chatter", title: "Chatter", events: patient };
const publicUrl = "http://127.0.0.1:80";
const connect: ConnectDeps = {
  catalogue: new Map([["slack", slack]]),
  fetch: makeCheckedFetch({ allow: [place] }, 4_000),
  publicUrl,
  leaseMs: 8_000,
};
const settings: RunSettings = defaultSettings;
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const publisherOf = ({ publisher }: Published): Ctx => publisher;
const secret = "signing-secret-5f2a";

const publishFor = (provider: string): Promise<Published> =>
  scene.publish("exit 0", {
    connections: [
      { name: "chat", kind: "provider", title: "Chat", fields: [], provider, scopes: [], http: { base: "", auth: {}, allow: ["GET /x"] } },
    ],
    secrets: [],
  });

async function installed(
  published: Published,
  account: string,
  customer?: Ctx,
): Promise<{ owner: Ctx; installationId: string; connectionId: string }> {
  const owner = customer ?? (await scene.makeCustomer()).owner;
  const provider = published.manifest.connections[0]?.provider ?? "";
  const definition = provider === "slack" ? slack : own;
  const connectionId = await (provider === "slack"
    ? connectKey(owner, { ...connect, host: null, definition }, { api_key: `k-${account}` })
    : connectKey(owner, { ...connect, host: host.owner, definition }, { api_key: `k-${account}` }));
  const fit = (ctx: Ctx, input: Parameters<typeof requireFit>[2]) => requireFit(ctx, connect, input);
  const installationId = await scene.install(owner, published, {}, { connections: { chat: connectionId } }, fit);
  return { owner, installationId, connectionId };
}

async function addressOf(ctx: Ctx, published: Published, provider = "slack", withSecret = secret): Promise<string> {
  const view = await createEventAddress(ctx, { ...connect, publicUrl }, { provider, listingId: published.listingId });
  await putSigning(ctx, connect, { provider, signingSecret: withSecret });
  const [row] = await transaction(engine, ({ tx }) =>
    tx.rows<{ id: string }>("select id from runs.event_address order by id desc limit 1"),
  );
  assert.equal(view.url, `${publicUrl}/hooks/shared/${view.id}`);
  return row?.id ?? "";
}

function signed(body: string, key = secret, at = Date.now()): { headers: Record<string, string>; body: Buffer } {
  const time = String(Math.floor(at / 1_000));
  const signature = createHmac("sha256", key).update(`v0:${time}:${body}`).digest("hex");
  return {
    headers: { "x-slack-request-timestamp": time, "x-slack-signature": `v0=${signature}`, "x-custom": "seen" },
    body: Buffer.from(body),
  };
}

const send = (addressId: string, asked: ReturnType<typeof signed>, over: Partial<RunSettings> = {}) =>
  receiveEvent(engine, connect, { addressId, method: "POST", url: publicUrl, query: {}, ...asked }, { ...settings, ...over });
const event = (account: string, id: string = newId(realClock)): string =>
  JSON.stringify({ type: "event_callback", event_id: id, team_id: account });
const bodiesOf = (installationId: string): Promise<{ body: Buffer; customerId: string; headers: object }[]> =>
  transaction(engine, ({ tx }) =>
    tx.rows(`select body, customer_id as "customerId", headers from runs.delivery where installation_id = $1 order by id`, [
      installationId,
    ]),
  );
const countsOf = async (ctx: Ctx) => (await listEventAddresses(ctx, { publicUrl }))[0]?.counts;

test("an event reaches every running installation of its account, in one run each, and nobody else's", async () => {
  const published = await publishFor("slack");
  const publisher = publisherOf(published);
  const [one, two, other, paused, lost] = [
    await installed(published, "T1"),
    await installed(published, "T1"),
    await installed(published, "T2"),
    await installed(published, "T1"),
    await installed(published, "T1"),
  ];
  const elsewhere = await installed(await publishFor("slack"), "T1", one.owner);
  await pauseInstallation(paused.owner, { installationId: paused.installationId, operationId: "pause-of-events" });
  await loseConnection(engine, lost.connectionId);
  const addressId = await addressOf(publisher, published);
  const body = event("T1");
  const answer = await send(addressId, signed(body));
  assert.equal(answer.kind === "taken" && answer.customerIds.length, 2);
  for (const { installationId, owner } of [one, two]) {
    const [delivery, ...more] = await bodiesOf(installationId);
    assert.deepEqual([delivery?.body.toString(), more.length], [body, 0]);
    assert.equal(owner.scope.kind === "customer" && owner.scope.customerId, delivery?.customerId);
    assert.deepEqual(Object.keys(delivery?.headers ?? {}).toSorted(), ["x-custom", "x-slack-request-timestamp"]);
  }
  for (const { installationId } of [other, paused, lost, elsewhere]) assert.deepEqual(await bodiesOf(installationId), []);
  const runs = await transaction(engine, ({ tx }) =>
    tx.rows<{ kind: string }>("select trigger_kind as kind from runs.ready where installation_id = any($1)", [
      [one.installationId, two.installationId],
    ]),
  );
  assert.deepEqual(
    runs.map(({ kind }) => kind),
    ["webhook", "webhook"],
  );
  await send(addressId, signed(event("T2")));
  assert.equal((await bodiesOf(other.installationId)).length, 1);
  assert.equal((await bodiesOf(one.installationId)).length, 1);
});

test("the same event again, too late, of an account that nobody has, or badly signed: counted, and nothing else", async () => {
  const published = await publishFor("slack");
  const publisher = publisherOf(published);
  const { installationId } = await installed(published, "T1");
  const addressId = await addressOf(publisher, published);
  const body = event("T1", "Ev1");
  await Promise.all([
    send(addressId, signed(body)),
    send(addressId, signed(body)),
    send(addressId, signed(body, secret, Date.now() - 60_000)),
  ]);
  assert.equal((await bodiesOf(installationId)).length, 1);
  await assert.rejects(send(addressId, signed(body, secret, Date.now() - 400_000)), code("unauthenticated"));
  await assert.rejects(send(addressId, signed(body, "another-secret")), code("unauthenticated"));
  await assert.rejects(send(addressId, { headers: {}, body: Buffer.from(body) }), code("unauthenticated"));
  assert.equal((await send(addressId, signed(event("T9")))).kind, "taken");
  await send(addressId, signed("{}"));
  await assert.rejects(send(addressId, { headers: {}, body: Buffer.alloc(1_048_577) }), code("too_large"));
  await assert.rejects(send(newId(realClock), signed(body)), code("not_found"));
  assert.deepEqual(await countsOf(publisher), { delivered: 1, repeated: 2, unknown: 2, full: 0, limited: 0, refused: 3 });
  assert.equal((await bodiesOf(installationId)).length, 1);
  const seen = await transaction(engine, ({ tx }) => tx.rows("select 1 from runs.event_seen where address_id = $1", [addressId]));
  assert.equal(seen.length, 1, "of what reaches nobody no row is kept");
  const [{ dedupeId } = assert.fail("no delivery")] = await transaction(engine, ({ tx }) =>
    tx.rows<{ dedupeId: string }>(`select dedupe_id as "dedupeId" from runs.delivery where installation_id = $1`, [installationId]),
  );
  assert.ok(dedupeId.includes(addressId), "another address's event of the same id is another event");
});

test("a customer whose queue is full is passed over, and the others are served", async () => {
  const published = await publishFor("slack");
  const publisher = publisherOf(published);
  const [full, free] = [await installed(published, "T1"), await installed(published, "T1")];
  const addressId = await addressOf(publisher, published);
  const customerId = full.owner.scope.kind === "customer" ? full.owner.scope.customerId : "";
  const none = { plan: null, weight: null, atOnce: null, perMinute: null, waitMinutes: null, sideId: null };
  const limit = { id: newId(realClock), kind: "customer" as const, subjectId: customerId, customerId, setBy: "operator" as const, ...none };
  await transaction(engine, ({ tx }) => putLimit(tx, { ...limit, waiting: 0, changedAt: Date.now() }));
  await send(addressId, signed(event("T1")));
  assert.deepEqual([(await bodiesOf(full.installationId)).length, (await bodiesOf(free.installationId)).length], [0, 1]);
  const counts = await countsOf(publisher);
  assert.deepEqual([counts?.delivered, counts?.full], [1, 1]);
});

test("a flood takes the room of nobody else: of one account, of one address; it comes again where its provider sends again, else it is counted", async () => {
  const patiently = await publishFor("chatter");
  const [loud, quiet] = [await installed(patiently, "T1"), await installed(patiently, "T2")];
  const addressId = await addressOf(host.owner, patiently, "chatter");
  const few = { eventsPerInstallation: 2 };
  for (let count = 0; count < 2; count++) await send(addressId, signed(event("T1")), few);
  const again = signed(event("T1"));
  const tooMany = (error: unknown): boolean => error instanceof StoaError && error.code === "rate_limited" && error.retryAfter === 60;
  await assert.rejects(send(addressId, again, few), tooMany);
  await send(addressId, signed(event("T2")), few);
  assert.deepEqual([(await bodiesOf(loud.installationId)).length, (await bodiesOf(quiet.installationId)).length], [2, 1]);
  const later: Ctx = { ...engine, clock: { ...realClock, now: () => Date.now() + 61_000 } };
  const sentAgain = { addressId, method: "POST", url: publicUrl, query: {}, ...again };
  await receiveEvent(later, connect, sentAgain, { ...settings, ...few });
  assert.equal((await bodiesOf(loud.installationId)).length, 3, "what was refused is not known as having come");
  await send(addressId, signed(event("T2")), { eventsPerAddress: 1 });
  await assert.rejects(send(addressId, signed(event("T2")), { eventsPerAddress: 1 }), code("rate_limited"));
  const [told] = (await listEventAddresses(host.owner, { publicUrl })).filter(({ id }) => id === showId("eventAddress", addressId));
  assert.deepEqual([told?.counts.delivered, told?.counts.limited, told?.counts.full], [5, 2, 0]);

  const published = await publishFor("slack");
  const publisher = publisherOf(published);
  const strict = await installed(published, "T1");
  const counting = await addressOf(publisher, published);
  for (let count = 0; count < 3; count++) await send(counting, signed(event("T1")), { eventsPerAddress: 2 });
  assert.equal((await bodiesOf(strict.installationId)).length, 2);
  assert.deepEqual([(await countsOf(publisher))?.delivered, (await countsOf(publisher))?.limited], [2, 1]);
});

test("what one account sends beyond its share is not taken from its address, whether or not anybody has it; others in the same request are served", async () => {
  const shares = { eventsPerAddress: 10, eventsPerAccount: 3 };
  const published = await publishFor("slack");
  const [loud, quiet] = [await installed(published, "T1"), await installed(published, "T2")];
  const addressId = await addressOf(publisherOf(published), published);
  for (let count = 0; count < 20; count++) await send(addressId, signed(event(count % 2 === 0 ? "T1" : "T9")), shares);
  for (let count = 0; count < 3; count++) await send(addressId, signed(event("T2")), shares);
  assert.deepEqual([(await bodiesOf(loud.installationId)).length, (await bodiesOf(quiet.installationId)).length], [3, 3]);
  const counts = await countsOf(publisherOf(published));
  assert.deepEqual([counts?.delivered, counts?.unknown, counts?.limited], [6, 3, 14]);

  const patiently = await publishFor("chatter");
  const other = await installed(patiently, "T2");
  await installed(patiently, "T1");
  const again = await addressOf(host.owner, patiently, "chatter");
  for (let count = 0; count < 3; count++) await send(again, signed(event("T1")), shares);
  for (let count = 0; count < 20; count++) await assert.rejects(send(again, signed(event("T1")), shares), code("rate_limited"));
  await send(again, signed(event("T2")), shares);
  assert.equal((await bodiesOf(other.installationId)).length, 1);
});

test("two signing secrets are taken while one takes the place of the other, a third ends the first, and none is shown", async () => {
  const published = await publishFor("slack");
  const publisher = publisherOf(published);
  await installed(published, "T1");
  const addressId = await addressOf(publisher, published, "slack", "first-secret");
  const view = await putSigning(publisher, connect, { provider: "slack", signingSecret: "second-secret" });
  assert.equal(view.events?.signingSecrets, 2);
  assert.ok(!JSON.stringify(view).includes("second-secret"));
  for (const key of ["first-secret", "second-secret"]) await send(addressId, signed(event("T1"), key));
  await putSigning(publisher, connect, { provider: "slack", signingSecret: "third-secret" });
  await assert.rejects(send(addressId, signed(event("T1"), "first-secret")), code("unauthenticated"));
  await send(addressId, signed(event("T1"), "second-secret"));
  assert.equal((await endSigning(publisher, connect, { provider: "slack" })).events?.signingSecrets, 1);
  await assert.rejects(send(addressId, signed(event("T1"), "second-secret")), code("unauthenticated"));
  await send(addressId, signed(event("T1"), "third-secret"));
  await assert.rejects(endSigning(publisher, connect, { provider: "slack" }), code("conflict"));
  const left = await transaction(engine, ({ tx }) =>
    tx.rows("select id from trust.secret where name = 'signing secret' and owner_id = $1", [published.publisherId]),
  );
  assert.equal(left.length, 1, "what is ended is erased");
  await removeProviderApp(publisher, { provider: "slack" });
  await assert.rejects(send(addressId, signed(event("T1"), "third-secret")), code("unauthenticated"));
});

test("one app's events reach the connections made with that app, and no other's of the same account", async () => {
  const published = await publishFor("chatter");
  const mine = await installed(published, "T1");
  const addressId = await addressOf(host.owner, published, "chatter");
  await send(addressId, signed(event("T1")));
  assert.equal((await bodiesOf(mine.installationId)).length, 1);
  const publisher = publisherOf(published);
  await assert.rejects(
    createEventAddress(publisher, { ...connect, publicUrl }, { provider: "chatter", listingId: published.listingId }),
    code("not_found"),
  );
  await describe(publisher, connect, { provider: own.name, definition: own });
  const theirs = await addressOf(publisher, published, "chatter", "their-secret");
  await send(theirs, signed(event("T1"), "their-secret"));
  assert.equal((await bodiesOf(mine.installationId)).length, 1, "the connection was made with the host's app");
});

test("another publisher, host or customer makes, sees and ends none of it, and the policy holds without a WHERE", async () => {
  const published = await publishFor("slack");
  const publisher = publisherOf(published);
  const addressId = await addressOf(publisher, published);
  const deps = { ...connect, publicUrl };
  const { owner: stranger } = await world.makePublisher(host.hostId);
  const { owner: otherHost } = await world.makeHost();
  const { owner: customer } = await scene.makeCustomer();
  for (const ctx of [stranger, otherHost]) {
    await assert.rejects(createEventAddress(ctx, deps, { provider: "slack", listingId: published.listingId }), code("not_found"));
    await assert.rejects(removeEventAddress(ctx, { addressId }), code("not_found"));
    assert.deepEqual(await listEventAddresses(ctx, deps), []);
  }
  await assert.rejects(removeEventAddress(host.owner, { addressId }), code("not_found"), "the publisher's own is not the host's to end");
  for (const ctx of [stranger, otherHost, customer]) {
    assert.deepEqual(await transaction(ctx, ({ tx }) => tx.rows("select id from runs.event_address")), []);
    assert.deepEqual(await transaction(ctx, ({ tx }) => tx.rows("select address_id from runs.event_day")), []);
    assert.deepEqual(await transaction(ctx, ({ tx }) => tx.rows("select id from connections.signing_secret")), []);
  }
  await assert.rejects(listEventAddresses(customer, deps), code("forbidden"));
  const noAccount = await scene.publish("exit 0");
  await assert.rejects(
    createEventAddress(noAccount.publisher, deps, { provider: "slack", listingId: noAccount.listingId }),
    code("refused"),
  );
  await removeEventAddress(publisher, { addressId });
  await assert.rejects(send(addressId, signed(event("T1"))), code("not_found"));
});

test("over HTTP: made, asked once by the provider, told, listed, ended; what is old is forgotten", async () => {
  const published = await publishFor("slack");
  const { installationId } = await installed(published, "T1");
  const app = await createApp({ log: world.log, addresses: { publicUrl, port: 80, openWrites: ["/hooks/"] }, trustedProxies: [] });
  after(() => app.close());
  const { db, log, keys = assert.fail("no keys") } = world.engine;
  const route = { db, clock: realClock, log, keys, blobs: scene.blobs, live: new LiveLogs(), wake: createWake(), settings, publicUrl, app };
  runsRoutes({
    ...route,
    catalogue: connect.catalogue,
    authorize: (request, target) => authorize(world.engine, readCredential(request.headers), target),
  });
  const { text: token } = await createToken(published.publisher, { name: "test", roles: ["publisher_owner"] });
  const base = `/v1/publishers/${showId("publisher", published.publisherId)}/event-addresses`;
  const ask = (method: "GET" | "POST" | "DELETE", url: string, payload?: object) =>
    app.inject({ method, url, headers: { host: "127.0.0.1:80", authorization: `Bearer ${token}` }, ...(payload ? { payload } : {}) });
  const made = await ask("POST", base, { provider: "slack", listingId: showId("listing", published.listingId) });
  assert.equal(made.statusCode, 201, made.body);
  const { url, id } = made.json<{ url: string; id: string }>();
  await putSigning(published.publisher, connect, { provider: "slack", signingSecret: secret });
  const tell = (body: string, key = secret) => {
    const { headers } = signed(body, key);
    return app.inject({
      method: "POST",
      url: new URL(url).pathname,
      headers: { host: "127.0.0.1:80", "content-type": "application/json", ...headers },
      payload: body,
    });
  };
  const challenge = JSON.stringify({
    token: "x",
    challenge: "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
    type: "url_verification",
  });
  const asked = await tell(challenge);
  assert.deepEqual([asked.statusCode, asked.body], [200, "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"]);
  assert.match(String(asked.headers["content-type"]), /^text\/plain/);
  assert.equal((await tell(challenge, "another-secret")).statusCode, 401);
  assert.equal((await tell(event("T1"))).statusCode, 202);
  assert.equal((await bodiesOf(installationId)).length, 1);
  assert.equal((await tell("x".repeat(1_100_000))).statusCode, 413);
  const listed = await ask("GET", base);
  assert.deepEqual(
    listed.json<{ items: { counts: { delivered: number } }[] }>().items.map(({ counts }) => counts.delivered),
    [1],
  );
  assert.ok(!listed.body.includes(showId("installation", installationId)));
  assert.equal((await ask("DELETE", `${base}/${id}`)).statusCode, 204);
  assert.equal((await tell(event("T1"))).statusCode, 404);
  const seen = () => transaction(engine, async ({ tx }) => (await tx.rows("select 1 from runs.event_seen")).length);
  assert.ok((await seen()) > 0);
  const later = { now: () => Date.now() + 31 * 86_400_000 };
  await sweepRuns({ ...engine, clock: { ...realClock, ...later } }, scene.blobs, settings);
  assert.equal(await seen(), 0);
});
