import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { InjectOptions } from "fastify";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { showId, type EmbedSessionView, type HostView, type MeView } from "@stoa/contract";
import { readConfig } from "../base/index.ts";
import { openWorld } from "../testing/index.ts";
import { readCatalogue } from "../rooms/connections/index.ts";
import { createInvite, createOperatorLink } from "../rooms/identity/index.ts";
import { makeCheckedFetch } from "../rooms/sandbox/index.ts";
import { buildApi } from "./api.ts";
import type { RolesDeps } from "./deps.ts";
import { ownServices } from "./own-services.ts";
import { openPublicAddress } from "./public-address.ts";

test("a database elsewhere is a service of the deployment's own; one on a socket, or its own, is on no network", () => {
  const what = "this deployment's database";
  const given = (databaseUrl?: string) => ownServices({ databaseUrl });
  assert.deepEqual(given("postgres://me:secret@db.example.com/stoa"), [{ host: "db.example.com", port: 5_432, what }]);
  assert.deepEqual(given("postgresql://me@[2001:db8::5]:6432/stoa"), [{ host: "2001:db8::5", port: 6_432, what }]);
  const asked = "stoa?port=6432&host=db.example.com";
  for (const url of [`postgres:///${asked}`, `postgres://me@/${asked}`, `postgres://me@near.example.com:5433/${asked}`])
    assert.deepEqual(given(url), [{ host: "db.example.com", port: 6_432, what }], url);
  assert.deepEqual(given("postgres://me@%2Frun%2Fpostgresql/stoa"), []);
  assert.deepEqual([given(), given("postgres:///stoa?host=/run/postgresql"), given("postgres://me@/stoa?host=%2Frun")], [[], [], []]);
});

const world = await openWorld();
const config = readConfig({ STOA_DATA: "/nonexistent" });
const machine = { startedAt: 0, asRoot: false, serviceUser: "test", database: "embedded" as const };
const deps = {
  config,
  db: world.db,
  clock: world.clock,
  log: world.log,
  appRoot: "/nonexistent",
  spawnerSocket: undefined,
  machine,
} as unknown as RolesDeps;
const keys = world.engine.keys;
assert.ok(keys);
const connect = {
  catalogue: readCatalogue(),
  fetch: makeCheckedFetch({ allow: [] }, 1_000),
  publicUrl: "http://127.0.0.1:4400",
  leaseMs: 5_000,
};
const app = await buildApi(
  { ...deps, keys },
  {
    routes: [],
    exports: { parts: [], folder: () => Promise.reject(new Error("no folder")) },
    connect,
    address: openPublicAddress(undefined),
  },
);
after(() => app.close());
const host = "127.0.0.1:4400";
const call = (options: InjectOptions) => app.inject({ ...options, headers: { host, origin: `http://${host}`, ...options.headers } });

async function signInOperator(): Promise<string> {
  const link = await createOperatorLink(world.operator, { email: "op@example.com", name: "Op" });
  const answer = await call({ method: "POST", url: "/v1/sessions", payload: { code: link.code } });
  assert.equal(answer.statusCode, 200, answer.body);
  return String(answer.headers["set-cookie"]).split(";")[0] ?? "";
}

test("an operator signs in by link, makes a host, and a stranger sees nothing of it", async () => {
  const cookie = await signInOperator();
  const made = await call({
    method: "POST",
    url: "/v1/operator/hosts",
    headers: { cookie },
    payload: { name: "Ledgerline", slug: "ledgerline" },
  });
  assert.equal(made.statusCode, 201, made.body);
  const view = made.json<HostView>();
  assert.deepEqual(
    view.sides.map((side) => side.kind),
    ["live", "test"],
  );
  const listed = await call({ method: "GET", url: "/v1/operator/hosts?limit=1&q=ledger", headers: { cookie } });
  assert.deepEqual(
    listed.json<{ items: HostView[] }>().items.map((item) => item.id),
    [view.id],
  );
  assert.equal((await call({ method: "GET", url: "/v1/operator/hosts" })).statusCode, 401);
  const foreign = await call({
    method: "GET",
    url: `/v1/customers/${showId("customer", "01890000-0000-7000-8000-000000000000")}/installations`,
    headers: { cookie },
  });
  assert.equal(foreign.statusCode, 404);
});

test("a wrong body says where, and a fault shows its trace and no cause", async () => {
  const cookie = await signInOperator();
  const wrong = await call({ method: "POST", url: "/v1/operator/hosts", headers: { cookie }, payload: { name: "", slug: "No Spaces" } });
  assert.equal(wrong.statusCode, 400);
  const { error } = wrong.json<{ error: { code: string; problems: { path: string }[]; trace: string } }>();
  assert.equal(error.code, "invalid_input");
  assert.deepEqual(error.problems.map((problem) => problem.path).toSorted(), ["body/name", "body/slug"]);
  assert.match(error.trace, /^[0-9a-f-]{36}$/);
});

test("a foreign host name, and a write from a foreign page, are refused", async () => {
  assert.equal((await call({ method: "GET", url: "/healthz", headers: { host: "evil.example" } })).statusCode, 421);
  assert.equal(
    (await call({ method: "POST", url: "/v1/operator/hosts", headers: { origin: "https://evil.example" }, payload: {} })).statusCode,
    403,
  );
  assert.equal((await call({ method: "GET", url: "/readyz" })).statusCode, 200);
});

test("a host's page signs its person in, and the frame gets a session without a cookie", async () => {
  const made = await world.makeHost();
  const link = await createInvite(made.owner, { email: "hana@example.com", role: "host_owner" });
  const joined = await call({ method: "POST", url: "/v1/sessions", payload: { code: link.code, name: "Hana" } });
  const cookie = String(joined.headers["set-cookie"]).split(";")[0] ?? "";
  const pair = await generateKeyPair("ES256", { extractable: true });
  const jwk = { ...(await exportJWK(pair.publicKey)), alg: "ES256" };
  const registered = await call({
    method: "POST",
    url: `/v1/sides/${showId("side", made.liveSideId)}/keys`,
    headers: { cookie },
    payload: { kid: "k1", issuer: "made", jwk },
  });
  assert.equal(registered.statusCode, 201, registered.body);
  const now = Math.floor(world.clock.now() / 1000);
  const token = await new SignJWT({ customer: { id: "c1", name: "Acme" }, role: "owner" })
    .setProtectedHeader({ alg: "ES256", kid: "k1" })
    .setIssuer("made")
    .setSubject("u1")
    .setAudience(config.publicUrl)
    .setIssuedAt(now)
    .setExpirationTime(now + 60)
    .setJti("a-first-token")
    .sign(pair.privateKey);
  const posted = await call({
    method: "POST",
    url: "/embed/sessions",
    headers: { origin: "https://made.example" },
    payload: { token, language: "de" },
  });
  assert.equal(posted.statusCode, 200, posted.body);
  const session = posted.json<EmbedSessionView>();
  assert.equal(session.side, showId("side", made.liveSideId));
  assert.equal(session.language, null, "of the page, not chosen");
  const me = (await call({ method: "GET", url: "/v1/me", headers: { authorization: `Bearer ${session.token}` } })).json<MeView>();
  assert.deepEqual(
    me.places.map((place) => [place.kind, place.name]),
    [["customer", "Acme"]],
  );
  const shop = await call({
    method: "GET",
    url: `/v1/customers/${me.places[0]?.id ?? ""}/listings`,
    headers: { authorization: `Bearer ${session.token}` },
  });
  assert.equal(shop.statusCode, 200, shop.body);
});

test("an origin that a host registered may call with a bearer token, another may not, and an origin is nothing but an origin", async () => {
  const made = await world.makeHost();
  const link = await createInvite(made.owner, { email: "ora@example.com", role: "host_owner" });
  const joined = await call({ method: "POST", url: "/v1/sessions", payload: { code: link.code, name: "Ora" } });
  const cookie = String(joined.headers["set-cookie"]).split(";")[0] ?? "";
  const edit = (origin: string) =>
    call({
      method: "PATCH",
      url: `/v1/sides/${showId("side", made.liveSideId)}/host`,
      headers: { cookie },
      payload: { origins: [origin] },
    });
  for (const origin of [
    "https://a.example;script-src",
    "https://a.example/path",
    "https://a.example 'unsafe-inline'",
    "https://*",
    "ftp://a",
  ])
    assert.equal((await edit(origin)).statusCode, 400, origin);
  assert.equal((await edit("https://called.example")).statusCode, 200);
  world.clock.advance(5_000);
  const asked = { "access-control-request-method": "POST", "access-control-request-headers": "authorization" };
  const preflight = (origin: string) => call({ method: "OPTIONS", url: "/v1/me", headers: { origin, ...asked } });
  const allowed = await preflight("https://called.example");
  assert.equal(allowed.statusCode, 204);
  assert.equal(allowed.headers["access-control-allow-origin"], "https://called.example");
  assert.equal(allowed.headers["access-control-allow-credentials"], undefined);
  assert.equal((await preflight("https://stranger.example")).headers["access-control-allow-origin"], undefined);
});

test("the API describes itself as OpenAPI 3.1, every path with its scope", async () => {
  const document = (await call({ method: "GET", url: "/openapi.json" })).json<{ openapi: string; paths: Record<string, unknown> }>();
  assert.equal(document.openapi, "3.1.0");
  const paths = Object.keys(document.paths);
  assert.ok(paths.length > 30, String(paths.length));
  assert.ok(
    paths.every((path) =>
      /^\/(v1\/(customers|publishers|sides|operator|me|sessions|logins|sign-ins|sign-in-providers|connect)|embed|git|hooks|\.well-known\/stoa)/.test(
        path,
      ),
    ),
    paths.join(" "),
  );
});

test("it says that it lives, that its database answers, and its figures by route, never by address", async () => {
  const [lives, ready] = [await call({ method: "GET", url: "/healthz" }), await call({ method: "GET", url: "/readyz" })];
  assert.deepEqual([lives.json<{ ok: boolean }>().ok, ready.statusCode, ready.json()], [true, 200, { ready: true }]);
  const nobody = showId("customer", "01890000-0000-7000-8000-000000000000");
  await call({ method: "GET", url: `/v1/customers/${nobody}/runs` });
  const figures = await call({ method: "GET", url: "/metrics" });
  assert.match(String(figures.headers["content-type"]), /^text\/plain; version=0\.0\.4/);
  assert.match(figures.body, /^stoa_http_request_seconds_count\{method="GET",route="\/readyz",status="200"\} \d+$/m);
  assert.ok(!figures.body.includes(nobody), "an id of a tenant is a label of nothing");
});
