import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { after, test } from "node:test";
import { DeclarationDiff, HostActionList, HostActionsView, HostCallPage, HostTokenList, showId } from "@stoa/contract";
import { createLog, newId, transaction, type Ctx, type Role } from "../../base/index.ts";
import { createApp } from "../../base/http/index.ts";
import { openWorld } from "../../testing/index.ts";
import { readAs } from "../../testing/read-as.ts";
import { authorize, createToken, readCredential } from "../identity/index.ts";
import { gatewayRoutes } from "./routes.ts";
import { putCalls } from "./store/calls.ts";
import { sampleDocument } from "./testing.ts";

const world = await openWorld();
const written: string[] = [];
const sink = new PassThrough();
sink.on("data", (text: Buffer) => void written.push(text.toString("utf8")));
const log = createLog({ level: "trace", destination: sink });
const publicUrl = "http://127.0.0.1:4400";
const app = await createApp({ log, addresses: { publicUrl, port: 4400, openWrites: [] }, trustedProxies: [] });
after(() => app.close());
gatewayRoutes({
  app,
  db: world.db,
  clock: world.clock,
  log,
  keys: world.operator.keys ?? assert.fail("no keys"),
  publicUrl,
  countWidened: () => Promise.resolve(2),
  countGrants: () => Promise.resolve(new Map([["contacts.list", 3]])),
  findShared: (_ctx, ids) => Promise.resolve(new Set(ids.filter((id) => shared.has(id)))),
  authorize: (request, target) => authorize(world.engine, readCredential(request.headers), target),
});

const shared = new Set<string>();

const [host, other] = [await world.makeHost(), await world.makeHost()];
const [mine, theirs] = [await world.makeCustomer(host.liveSideId), await world.makeCustomer(host.liveSideId)];
const publisher = await world.makePublisher(host.hostId);
const stranger = await world.makePublisher(other.hostId);
const tokenOf = async (ctx: Ctx, role: Role): Promise<string> => (await createToken(ctx, { name: "test", roles: [role] })).text;
const tokens = {
  host: await tokenOf(host.owner, "host_owner"),
  other: await tokenOf(other.owner, "host_owner"),
  mine: await tokenOf(mine.owner, "customer_owner"),
  theirs: await tokenOf(theirs.owner, "customer_owner"),
  publisher: await tokenOf(publisher.owner, "publisher_owner"),
  stranger: await tokenOf(stranger.owner, "publisher_owner"),
};
const side = `/v1/sides/${showId("side", host.liveSideId)}`;
const customer = `/v1/customers/${showId("customer", mine.customerId)}`;
const ofPublisher = `/v1/publishers/${showId("publisher", publisher.publisherId)}`;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
const ask = (token: string | undefined, method: Method, url: string, payload?: object) =>
  app.inject({
    method,
    url,
    headers: { host: "127.0.0.1:4400", ...(token === undefined ? { origin: publicUrl } : { authorization: `Bearer ${token}` }) },
    ...(payload ? { payload } : {}),
  });

const document = sampleDocument({ "GET /contacts": { name: "contacts.list", scopes: ["contacts:read"] } });
const secret = "route-canary-4711";
const token = `${side}/customers/${showId("customer", mine.customerId)}/host-token`;

/** Every endpoint that speaks for the host's side, its customer or the publisher, and who may not use it. */
const endpoints: [Method, string, object?][] = [
  ["GET", `${side}/host-api`],
  ["POST", `${side}/host-api/preview`, { document }],
  ["PUT", `${side}/host-api`, { document }],
  ["PATCH", `${side}/host-api`, { way: "token" }],
  ["POST", `${side}/host-api/signing-key`, { atOnce: true }],
  ["GET", `${side}/host-tokens`],
  ["PUT", token, { token: secret }],
  ["DELETE", token],
  ["GET", `${side}/host-calls`],
  ["GET", `${customer}/host-calls`],
  ["GET", `${ofPublisher}/host-calls`],
  ["GET", `${ofPublisher}/host-actions`],
];

test("a host declares, is told what its check needs, hands a token over; its publisher sees what there is", async () => {
  assert.equal((await ask(tokens.host, "GET", `${side}/host-api`)).json<{ api: unknown }>().api, null);
  const declared = await ask(tokens.host, "PUT", `${side}/host-api`, { document, before: null });
  const diff = readAs(DeclarationDiff, declared.json());
  assert.deepEqual([diff.added[0]?.name, diff.added[0]?.installations], ["contacts.list", 3]);
  const view = readAs(HostActionsView, (await ask(tokens.host, "GET", `${side}/host-api`)).json());
  const { issuer, audience, jwks } = view.token;
  assert.deepEqual([issuer, audience, view.api?.way], [publicUrl, "https://api.ledgerline.example/v1", "signed"]);
  const published = await ask(undefined, "GET", new URL(jwks).pathname);
  const { keys } = published.json<{ keys: Record<string, unknown>[] }>();
  assert.deepEqual([published.statusCode, keys.length, keys[0]?.["alg"], keys[0]?.["d"]], [200, 1, "ES256", undefined]);
  assert.equal((await ask(undefined, "GET", new URL(jwks).pathname.replace("/live/", "/test/"))).statusCode, 404);
  assert.equal((await ask(tokens.host, "PUT", token, { token: secret })).statusCode, 200);
  const kept = readAs(HostTokenList, (await ask(tokens.host, "GET", `${side}/host-tokens`)).json());
  assert.deepEqual(
    kept.items.map(({ customerId }) => customerId),
    [showId("customer", mine.customerId)],
  );
  const offered = readAs(HostActionList, (await ask(tokens.publisher, "GET", `${ofPublisher}/host-actions`)).json());
  assert.deepEqual(
    offered.items.map(({ name, side: kind }) => [name, kind]),
    [["contacts.list", "live"]],
  );
});

test("with another's token or none every endpoint refuses, and nothing is changed", async () => {
  for (const [method, url, body] of endpoints)
    for (const who of [tokens.other, tokens.theirs, tokens.stranger, undefined]) {
      const { statusCode, body: said } = await ask(who, method, url, body);
      assert.ok([401, 403, 404].includes(statusCode), `${method} ${url} ${statusCode} ${said}`);
    }
  const foreign = `/v1/sides/${showId("side", other.liveSideId)}`;
  for (const [method, url, body] of endpoints.filter(([, url]) => url.includes("host-token")))
    assert.ok([200, 404].includes((await ask(tokens.other, method, url.replace(side, foreign), body)).statusCode));
  const { items } = readAs(HostTokenList, (await ask(tokens.host, "GET", `${side}/host-tokens`)).json());
  assert.equal(items.length, 1);
  assert.equal(readAs(HostActionsView, (await ask(tokens.host, "GET", `${side}/host-api`)).json()).api?.way, "signed");
});

test("calls are paged, filtered and kept to their own; no token is in an answer or the log", async () => {
  const run = newId(world.clock);
  const owner = { runId: run, attempt: 1, installationId: run, integrationId: run, sideId: host.liveSideId, customerId: mine.customerId };
  const call = (refused: string | null) => ({
    id: newId(world.clock),
    at: world.clock.now(),
    action: "contacts.list",
    method: "GET",
    path: "/contacts",
    status: refused === null ? 200 : null,
    bytesOut: 0,
    bytesIn: 9,
    tookMs: 1,
    refused,
    count: 1,
  });
  await transaction(world.engine, ({ tx }) =>
    putCalls(tx, { ...owner, publisherId: publisher.publisherId }, [call(null), call("GET /contacts/ann is none."), call(null)]),
  );
  const list = async (who: string, url: string) => readAs(HostCallPage, (await ask(who, "GET", url)).json());
  const first = await list(tokens.mine, `${customer}/host-calls?runId=${showId("run", run)}&limit=2`);
  const rest = await list(tokens.mine, `${customer}/host-calls?runId=${showId("run", run)}&limit=2&after=${first.next}`);
  assert.deepEqual([first.items.length, rest.items.length, rest.next], [2, 1, null]);
  const seen = async () =>
    (await list(tokens.publisher, `${ofPublisher}/host-calls?refused=true`)).items.map(({ path, refused }) => [path, refused]);
  assert.deepEqual(await seen(), [[null, "GET … is none."]]);
  shared.add(run);
  assert.deepEqual(await seen(), [["/contacts", "GET /contacts/ann is none."]]);
  assert.equal((await list(tokens.host, `${side}/host-calls?integrationId=${showId("integration", newId(world.clock))}`)).items.length, 0);
  const { customerId } = theirs;
  assert.equal((await list(tokens.theirs, `/v1/customers/${showId("customer", customerId)}/host-calls`)).items.length, 0);
  assert.ok(!written.join("").includes(secret));
});
