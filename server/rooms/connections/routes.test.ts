import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import {
  AttemptView,
  BegunAttempt,
  ConnectionList,
  ConnectionView,
  ConnectOffer,
  Gone,
  ProviderList,
  ProviderView,
  Returned,
  showId,
} from "@stoa/contract";
import { Type, type Static, type TSchema } from "typebox";
import { createApp } from "../../base/http/index.ts";
import { createLog, type Ctx } from "../../base/index.ts";
import { readAs } from "../../testing/read-as.ts";
import { authorize, createToken, readCredential } from "../identity/index.ts";
import { connectionsRoutes } from "./routes.ts";
import { describeKeyProvider, openConnectWorld, publicUrl } from "./testing.ts";
import { startRealProvider } from "./testing/real-provider.ts";
import { Walker } from "./testing/walk.ts";

const provider = await startRealProvider();
const place = await openConnectWorld([provider.place]);
const { world, deps, host } = place;
const written: string[] = [];
const sink = new PassThrough();
sink.on("data", (text: Buffer) => void written.push(text.toString("utf8")));
const log = createLog({ level: "trace", destination: sink });
const app = await createApp({ log, addresses: { publicUrl, port: 4400, openWrites: [] }, trustedProxies: [] });
const { keys } = world.operator;
assert.ok(keys);
connectionsRoutes(
  {
    app,
    db: world.db,
    clock: world.clock,
    log,
    keys,
    authorize: (request, target) => authorize(world.engine, readCredential(request.headers), target),
  },
  deps,
);

type Answer<S extends TSchema> = { status: number; body: Static<S>; cookie: string };

async function call<S extends TSchema>(
  schema: S,
  url: string,
  more: { method?: "GET" | "POST" | "PUT"; token?: string; cookie?: string; payload?: object } = {},
): Promise<Answer<S>> {
  const { method = "POST", token, cookie, payload } = more;
  const headers = {
    host: "127.0.0.1:4400",
    origin: publicUrl,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(cookie === undefined ? {} : { cookie }),
  };
  const answer = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  const read: unknown = answer.json();
  const body = answer.statusCode < 300 ? readAs(schema, read) : (read as Static<S>);
  return { status: answer.statusCode, body, cookie: String(answer.headers["set-cookie"] ?? "") };
}

const tokenOf = async (ctx: Ctx, role: "customer_owner" | "host_owner"): Promise<string> =>
  (await createToken(ctx, { name: "test", roles: [role] })).text;
const hostToken = await tokenOf(host.owner, "host_owner");
const side = `/v1/sides/${showId("side", host.liveSideId)}`;

test("over HTTP: a host enters an app, a customer connects in a window, and no secret is in an answer, an address or a log", async () => {
  const { definition, app: client } = provider;
  const saved = await call(ProviderView, `${side}/providers/real-id/app`, {
    method: "PUT",
    token: hostToken,
    payload: { definition, ...client },
  });
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  assert.ok((await call(ProviderList, `${side}/providers`, { method: "GET", token: hostToken })).body.items.some(({ own }) => own));
  const { owner, customerId } = await place.customer();
  const token = await tokenOf(owner, "customer_owner");
  const base = `/v1/customers/${showId("customer", customerId)}`;
  const begun = await call(BegunAttempt, `${base}/connection-attempts`, { token, payload: { provider: "real-id", way: "window" } });
  assert.equal(begun.status, 201);
  const code = begun.body.address?.split("#")[1] ?? "";
  assert.equal((await call(ConnectOffer, "/v1/connect/look", { payload: { code } })).body.provider.title, "Real ID");
  const gone = await call(Gone, "/v1/connect/go", { payload: { code } });
  assert.match(gone.cookie, /^stoa_connect=[\w-]{43}; Path=\/v1\/connect; HttpOnly; SameSite=Lax; Max-Age=900$/);
  const walker = new Walker();
  const back = await walker.walk(gone.body.to ?? "", `${publicUrl}/connect/return`, { login: "ada", password: "x" });
  const cookie = gone.cookie.split(";")[0] ?? "";
  assert.equal(
    (await call(Returned, "/v1/connect/return", { payload: { query: back.search } })).status,
    410,
    "without the browser's cookie",
  );
  const returned = await call(Returned, "/v1/connect/return", { payload: { query: back.search }, cookie });
  assert.deepEqual([returned.status, returned.body.account], [200, "ada"]);
  const { body: attempt } = await call(AttemptView, `${base}/connection-attempts/${begun.body.id}`, { method: "GET", token });
  assert.equal(attempt.state, "done");
  const { body: list } = await call(ConnectionList, `${base}/connections`, { method: "GET", token });
  assert.equal(list.items[0]?.account, "ada");
  const said = JSON.stringify([saved.body, returned.body, attempt, list]) + written.join("");
  const inAddresses = walker.visited.join(" ");
  const [backCode, state] = ["code", "state"].map((name) => back.searchParams.get(name) ?? "");
  assert.ok([client.clientSecret, code, backCode, state].every((secret) => (secret ?? "").length > 15));
  assert.deepEqual(
    [client.clientSecret, code, backCode, state].filter((secret) => said.includes(secret ?? "")),
    [],
  );
  assert.deepEqual(
    [client.clientSecret, code].filter((secret) => inAddresses.includes(secret)),
    [],
  );
  assert.ok(!/refresh_token|access_token/.test(said));
});

test("another customer's ids answer as if nothing were there, under both their paths", async () => {
  const [mine, theirs] = [await place.customer(), await place.customer()];
  const token = await tokenOf(theirs.owner, "customer_owner");
  const { account: _account, test: _test, ...keyed } = describeKeyProvider(provider.place);
  const described = { ...keyed, name: "key-id" };
  await call(ProviderView, `${side}/providers/key-id/app`, { method: "PUT", token: hostToken, payload: { definition: described } });
  const base = (id: string): string => `/v1/customers/${showId("customer", id)}`;
  const myToken = await tokenOf(mine.owner, "customer_owner");
  const made = await call(ConnectionView, `${base(mine.customerId)}/connections`, {
    token: myToken,
    payload: { provider: "key-id", fields: { api_key: "key-canary-1" } },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { id } = made.body;
  for (const customer of [mine.customerId, theirs.customerId])
    for (const [method, path] of [
      ["GET", `/connections/${id}`],
      ["POST", `/connections/${id}/test`],
      ["POST", `/connections/${id}/disconnect`],
    ] as const)
      assert.equal((await call(Type.Unknown(), base(customer) + path, { method, token })).status, 404, `${method} ${path}`);
  const anew = { token, payload: { connectionId: id, way: "link" } };
  assert.equal((await call(Type.Unknown(), `${base(theirs.customerId)}/connection-attempts`, anew)).status, 404);
});
