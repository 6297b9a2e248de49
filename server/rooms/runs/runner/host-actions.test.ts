import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { jwtVerify, createLocalJWKSet, type JWTPayload } from "jose";
import { hostApiLine, showId, type HostCall } from "@stoa/contract";
import { engineCtx, transaction, type Ctx } from "../../../base/index.ts";
import { openHostHandle } from "../../gateway/index.ts";
import {
  declareSample,
  editHostApi,
  forgetCalls,
  listCalls,
  putHostToken,
  readPublishedKeys,
  removeHostToken,
  rotateSigningKey,
} from "../../gateway/testing.ts";
import { findSharedLogs, loadGrants, revokeActions } from "../../installs/index.ts";
import { getRun } from "../get-run.ts";
import { triggerRun } from "../trigger-run.ts";
import { openRunWorld, rowsOf, runToEnd, until, type Published } from "./testing.ts";

interface Heard {
  line: string;
  authorization: string;
  headers: Record<string, unknown>;
}
const heard: Heard[] = [];
const slow: ServerResponse[] = [];
/** The host's product: it tells back what it was sent, as careless services do, and answers `/slow` a byte at a time. */
const product = createServer((request, response) => {
  const authorization = request.headers.authorization ?? "";
  heard.push({ line: `${request.method} ${request.url}`, authorization, headers: request.headers });
  if (request.url === "/api/slow") {
    response.writeHead(200).write("begun\n");
    return void slow.push(response);
  }
  response.end(`you sent ${authorization} ${String(request.headers["x-api-key"])}\n`);
});
product.listen(0, "127.0.0.1");
await once(product, "listening");
after(() => product.close());
const { port } = product.address() as AddressInfo;
const base = `http://127.0.0.1:${port}/api`;
const publicUrl = "https://stoa.example";

const place = await openRunWorld({}, [`127.0.0.1:${port}`]);
const engine = engineCtx(place.deps, "test");
const operations = {
  "GET /contacts": { name: "contacts.list", scopes: ["contacts:read"] },
  "POST /contacts": { name: "contacts.create", scopes: ["contacts:write"] },
  "GET /contacts/{id}": "contacts.get",
  "GET /slow": "slow",
};
const { host } = place;
const [{ hostSlug } = { hostSlug: "" }] = await transaction(engine, ({ tx }) =>
  tx.rows<{ hostSlug: string }>(`select host_slug as "hostSlug" from identity.v_side where id = $1`, [host.liveSideId]),
);
await declareSample(host.owner, operations, base);
await place.startRunner({
  openHost: ({ run, asked }) => openHostHandle(engine, { run, asked, publicUrl, readGrants: (ctx) => loadGrants(ctx, run.installationId) }),
});

/** `ask METHOD PATH [HEADERS]` says what came back. */
const program = (asks: string): string => `
ask() { exec 5<>/dev/tcp/api.host.stoa.internal/80; printf '%s %s HTTP/1.1\\r\\nHost: api.host.stoa.internal\\r\\nConnection: close\\r\\n%b\\r\\n' "$1" "$2" "$3" >&5; cat <&5; exec 5>&-; }
${asks}
`;

async function publish(asks: string, ...names: string[]): Promise<Published> {
  const actions = names.map((name) => ({ name }));
  return place.publish(program(asks), { actions, secrets: [], run: "bash /app/program.sh", retry: { attempts: 1, on: [] } });
}

async function installed(published: Published) {
  const customer = await place.makeCustomer();
  const installationId = await place.install(customer.owner, published);
  return { ...customer, installationId };
}

const run = async (asks: string, ...names: string[]) => {
  const at = await installed(await publish(asks, ...names));
  heard.length = 0;
  return { ...at, ...(await runToEnd(place, at.owner, at.installationId)) };
};

const callsOf = async (ctx: Ctx, runId: string): Promise<HostCall[]> => (await listCalls(ctx, { runId }, findSharedLogs)).items;
const brief = ({ action, method, path, status, refused }: HostCall) => [action, `${method} ${path}`, status, refused !== null];
const sent = (): string => (heard[0]?.authorization ?? "").replace("Bearer ", "");

/** What the product would read out of the token it got, checked as it would. */
async function readSent(): Promise<JWTPayload & { alg: string }> {
  const keys = createLocalJWKSet({ keys: await readPublishedKeys(engine, { host: hostSlug, side: "live" }) });
  const { payload, protectedHeader } = await jwtVerify(sent(), keys, { issuer: publicUrl, audience: base, typ: "stoa-call+jwt" });
  return { ...payload, alg: protectedHeader.alg };
}

async function refOf(customerId: string): Promise<string | undefined> {
  const [row] = await rowsOf(place)<{ ref: string }>("select external_ref as ref from identity.v_customer where id = $1", customerId);
  return row?.ref;
}

test("an allowed request carries a token for it alone, which the program never has; the run says what it asked", async () => {
  const { view, log, owner, customerId, installationId } = await run(
    "echo at $STOA_HOST_API; ask GET '/contacts?page=2' 'Authorization: Bearer mine\\r\\nX-HTTP-Method-Override: DELETE\\r\\nCookie: a=b\\r\\n'",
    "contacts.list",
  );
  assert.equal(view.state, "succeeded", view.sentence ?? "");
  assert.deepEqual(
    heard.map(({ line }) => line),
    ["GET /api/contacts?page=2"],
  );
  assert.deepEqual([heard[0]?.headers["x-http-method-override"], heard[0]?.headers["cookie"]], [undefined, undefined]);
  const { customer, installation, action, scope, method, path, run: ofRun, exp = 0, iat = 0, alg } = await readSent();
  const said = [customer, installation, action, scope, method, path, ofRun, exp - iat, alg];
  const ids = [showId("installation", installationId), "contacts.list", "contacts:read", "GET", "/contacts", view.id, 60, "ES256"];
  assert.deepEqual(said, [await refOf(customerId), ...ids]);
  assert.ok(!log.includes(sent().slice(0, 40)) && /you sent Bearer \*+/.test(log), log);
  assert.match(log, /at http:\/\/api\.host\.stoa\.internal\n/);
  const [call] = await callsOf(owner, view.id);
  assert.deepEqual(call && brief(call), ["contacts.list", "GET /contacts", 200, false]);
  assert.ok((call?.bytesIn ?? 0) > 10);
  assert.ok(!JSON.stringify(call).includes("page"));
});

test("undeclared requests reach nobody; the run is its publisher's to mend, who sees them", async () => {
  const published = await publish("ask POST /contacts; ask DELETE /contacts; ask GET /contacts/7/../x; exit 1", "contacts.list");
  const at = await installed(published);
  heard.length = 0;
  const { view } = await runToEnd(place, at.owner, at.installationId);
  assert.deepEqual([heard.length, view.failureClass, view.owner], [0, "policy", "publisher"]);
  assert.match(view.sentence ?? "", /"POST \/contacts", which it does not declare/);
  const { items } = await listCalls(published.publisher, { refused: true }, findSharedLogs);
  assert.deepEqual(items.map(brief).toReversed(), [
    ["contacts.create", "POST null", null, true],
    [null, "DELETE null", null, true],
    [null, "GET null", null, true],
  ]);
  assert.ok(!JSON.stringify(items).includes("/contacts"));
});

test("what the customer took back is refused, and whose move it is says so", async () => {
  const published = await publish("ask GET /contacts; exit 1", "contacts.list");
  const at = await installed(published);
  await revokeActions(at.owner, { operationId: "revoke-1", installationId: at.installationId, actions: ["contacts.list"] });
  heard.length = 0;
  const { view, log } = await runToEnd(place, at.owner, at.installationId);
  assert.deepEqual([heard.length, view.failureClass, view.owner], [0, "configuration", "customer"]);
  assert.match(log, /"error":"not_allowed","what":"The customer has taken contacts\.list back\."/);
});

test("taken back within a run, its next request is refused and one under way is cut off, both in five seconds", async () => {
  const published = await publish(
    "ask GET /slow & while ask GET /contacts | grep -q ' 200 '; do sleep 0.1; done; wait; echo over; exit 1",
    "contacts.list",
    "slow",
  );
  const at = await installed(published);
  slow.length = 0;
  heard.length = 0;
  const { runId } = await triggerRun(at.owner, { installationId: at.installationId });
  await until(async () => (slow.length > 0 && heard.length > 2 ? true : undefined));
  const cut = once(slow[0] ?? assert.fail("not asked"), "close");
  const began = performance.now();
  await revokeActions(at.owner, { operationId: "revoke-2", installationId: at.installationId, actions: ["contacts.list", "slow"] });
  await cut;
  const view = await until(async () => {
    const seen = await getRun(at.owner, { runId });
    return seen.endedAt === null ? undefined : seen;
  });
  const last = (await callsOf(at.owner, view.id)).map(brief);
  assert.ok(performance.now() - began < 5_000, `it took ${performance.now() - began} ms`);
  assert.deepEqual([view.failureClass, view.owner], ["configuration", "customer"]);
  assert.deepEqual([...new Set(view.contacted.map(({ declared }) => declared))], [hostApiLine]);
  assert.ok(
    last.some(([action, , status, refused]) => action === "slow" && status === null && refused === true),
    JSON.stringify(last),
  );
  assert.ok(last.some(([action, , status, refused]) => action === "contacts.list" && status === null && refused === true));
});

test("a host that knows Stoa by its own tokens gets the customer's, rotated from the next request on; without one nothing is sent", async () => {
  await editHostApi(host.owner, { way: "token", header: "X-Api-Key", prefix: "" });
  const published = await publish("ask GET /contacts", "contacts.list");
  const at = await installed(published);
  const customer = showId("customer", at.customerId);
  heard.length = 0;
  const none = await runToEnd(place, at.owner, at.installationId);
  assert.match(none.log, /"error":"host_not_ready","what":"The host has handed over no token/);
  assert.equal(heard.length, 0);
  for (const token of ["host-canary-one", "host-canary-two"]) {
    await putHostToken(host.owner, { customer, token });
    const { log } = await runToEnd(place, at.owner, at.installationId);
    assert.equal(heard.at(-1)?.headers["x-api-key"], token);
    assert.ok(!log.includes("host-canary"), log);
  }
  const other = await place.world.makeHost();
  await assert.rejects(putHostToken(other.owner, { customer, token: "of-another-host" }), /no such customer/);
  await assert.rejects(removeHostToken(other.owner, { customer }), /no such customer/);
  await assert.rejects(putHostToken(at.owner, { customer, token: "of-the-customer" }), /takes the role/);
  await removeHostToken(host.owner, { customer });
  await assert.rejects(removeHostToken(host.owner, { customer }), /no such token/);
  await editHostApi(host.owner, { way: "signed", header: "Authorization", prefix: "Bearer " });
});

test("a key is made anew at once: the old one is published no more and signs nothing", async () => {
  const kids = async () => (await readPublishedKeys(engine, { host: hostSlug, side: "live" })).map(({ kid }) => kid);
  const before = await kids();
  const soft = await rotateSigningKey(host.owner, { atOnce: false });
  assert.deepEqual(await kids(), [soft.kid, ...before]);
  const { kid } = await rotateSigningKey(host.owner, { atOnce: true });
  assert.deepEqual(await kids(), [kid]);
  await run("ask GET /contacts", "contacts.list");
  assert.equal((await readSent())["action"], "contacts.list");
  await assert.rejects(readPublishedKeys(engine, { host: hostSlug, side: "test" }), /no such side/);
  await assert.rejects(rotateSigningKey((await place.makeCustomer()).owner, { atOnce: true }), /takes the role/);
});

test("another customer, publisher and host see none of a run's requests; a publisher no path of what was passed on", async () => {
  const published = await publish("ask GET /contacts/secret-name", "contacts.get");
  const at = await installed(published);
  const { view } = await runToEnd(place, at.owner, at.installationId);
  assert.deepEqual(
    (await callsOf(at.owner, view.id)).map(({ path }) => path),
    ["/contacts/secret-name"],
  );
  assert.deepEqual(
    (await callsOf(host.owner, view.id)).map(({ path }) => path),
    ["/contacts/secret-name"],
  );
  assert.deepEqual(
    (await callsOf(published.publisher, view.id)).map(({ path }) => path),
    [null],
  );
  const other = await place.world.makeHost();
  for (const { owner } of [other, await place.makeCustomer(), await place.world.makePublisher(host.hostId)])
    assert.deepEqual(await callsOf(owner, view.id), []);
  assert.equal(await forgetCalls(engine, { days: 1 }), 0);
  assert.ok((await forgetCalls({ ...engine, clock: { ...engine.clock, now: () => Date.now() + 3 * 86_400_000 } }, { days: 1 })) > 0);
  assert.deepEqual(await callsOf(at.owner, view.id), []);
});
