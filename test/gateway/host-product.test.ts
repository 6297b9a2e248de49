import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { after, test } from "node:test";
import { showId } from "@stoa/contract";
import { browserOf, startTestHost } from "../../examples/host/test-host.ts";
import { handOverToken } from "@stoa/host";
import { createApp, type RouteDeps } from "../../server/base/http/index.ts";
import { engineCtx } from "../../server/base/index.ts";
import { declareActions, gatewayRoutes, openHostHandle } from "../../server/rooms/gateway/index.ts";
import { authorize, createToken, identityRoutes, readCredential } from "../../server/rooms/identity/index.ts";
import { findSharedLogs, loadGrants, revokeActions } from "../../server/rooms/installs/index.ts";
import { openRunWorld, rowsOf, runToEnd } from "../../server/rooms/runs/testing.ts";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Ledgerline itself, a deployment that publishes its keys, and programs in boxes that call the one through the other. */
const product = await startTestHost();
after(() => product.stop());
const place = await openRunWorld({}, [new URL(product.url).host]);
const { world, host, deps } = place;
const port = await freePort();
const publicUrl = `http://127.0.0.1:${port}`;
const app = await createApp({ log: world.log, addresses: { publicUrl, port, openWrites: [] }, trustedProxies: [] });
const route: RouteDeps & { publicUrl: string } = {
  ...deps,
  app,
  keys: deps.keys ?? assert.fail("no keys"),
  publicUrl,
  authorize: (request, target) => authorize(world.engine, readCredential(request.headers), target),
};
const nobody = () => Promise.reject(new Error("nobody is asked here"));
identityRoutes({ ...route, ask: nobody, domains: { publicUrl, texts: nobody, address: nobody } });
gatewayRoutes({
  ...route,
  countGrants: () => Promise.resolve(new Map()),
  countWidened: () => Promise.resolve(0),
  findShared: findSharedLogs,
});
await app.listen({ host: "127.0.0.1", port });
after(() => app.close());
const engine = engineCtx(deps, "test");
const rows = rowsOf(place);
const [{ slug } = { slug: "" }] = await rows<{ slug: string }>(
  "select host_slug as slug from identity.v_side where id = $1",
  host.liveSideId,
);
product.connect({ stoaUrl: publicUrl, issuer: slug });
await declareActions(host.owner, { document: await (await fetch(`${product.url}/api/openapi.json`)).text() });
await place.startRunner({
  openHost: ({ run, asked }) => openHostHandle(engine, { run, asked, publicUrl, readGrants: (ctx) => loadGrants(ctx, run.installationId) }),
});

/** The customer that Ledgerline calls so. */
const northwind = place.makeCustomer().then(async (made) => {
  await rows("update identity.customer set external_ref = 'com_northwind' where id = $1 returning id", made.customerId);
  return made;
});

const program = `
import json, os, urllib.request
def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(os.environ["STOA_HOST_API"] + path, data, headers, method=method)) as answer:
        return json.load(answer)
made = call("POST", "/contacts", {"name": "Brokered One", "email": "brokered@example.example"})
names = [contact["name"] for contact in call("GET", "/contacts?limit=200")["data"]]
print("made", made["id"], "of", len(names), "Brokered One" in names, any("Gracht" in name for name in names))
try:
    call("DELETE", "/contacts/" + made["id"])
except urllib.error.HTTPError as error:
    print("refused", error.code, json.load(error)["error"])
`;

test("an integration reads and writes in the product for the customer it runs for, by what the product's own document names", async () => {
  const actions = [{ name: "contacts.list" }, { name: "contacts.create" }];
  const published = await place.publish(program, { actions, secrets: [], run: "python3 /app/program.sh" }, "python");
  const { owner } = await northwind;
  const { view, log } = await runToEnd(place, owner, await place.install(owner, published));
  assert.equal(view.state, "succeeded", `${view.sentence} ${log}`);
  assert.match(log, /made con_\S+ of 29 True False\n/);
  assert.match(log, /refused 403 undeclared_request/);
});

const reader = `
import json, os, urllib.request, urllib.error
try:
    with urllib.request.urlopen(os.environ["STOA_HOST_API"] + "/contacts?limit=2") as answer:
        print("read", len(json.load(answer)["data"]))
except urllib.error.HTTPError as error:
    print("refused", error.code, error.read().decode())
`;

test("the product is called both ways: by Stoa's token, or by a key of its own that it handed over when the company first opened the marketplace; either ends when it is taken back", async () => {
  const published = await place.publish(
    reader,
    { actions: [{ name: "contacts.list" }], secrets: [], run: "python3 /app/program.sh" },
    "python",
  );
  const { owner, customerId } = await northwind;
  const installationId = await place.install(owner, published);
  const { text: accessToken } = await createToken(host.owner, { name: "Ledgerline's server", roles: ["host_owner"] });
  const sideId = showId("side", host.liveSideId);
  const asHost = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${accessToken}`, ...(body ? { "content-type": "application/json" } : {}) };
    const answer = await fetch(`${publicUrl}/v1/sides/${sideId}${path}`, { method, headers, body: body ? JSON.stringify(body) : null });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  };
  const said = async () => (await runToEnd(place, owner, installationId)).log;
  assert.match(await said(), /^read 2$/m);
  await asHost("PATCH", "/host-api", { way: "token" });
  assert.match(await said(), /^refused 503/m, "nothing was handed over yet");

  product.connect({ stoaUrl: publicUrl, issuer: slug, sideId, accessToken });
  const maria = await browserOf(product).signIn("maria@northwind.example");
  const open = async () => (await maria.post("/integrations/token", {})).status;
  assert.deepEqual([...(await Promise.all([open(), open()])), await open()], [200, 200, 200], "two tabs opened at once, and one later");
  const settings = await (await maria.get("/settings")).text();
  const keys = [...settings.matchAll(/keys\/(key_\w+)\/revoke"><button class="small">Revoke Marketplace/g)];
  assert.equal(keys.length, 1, "handed over once");
  assert.match(await said(), /^read 2$/m);
  await maria.post(`/settings/keys/${keys[0]?.[1]}/revoke`, {});
  assert.equal(await open(), 200);
  assert.match(
    await said(),
    /^refused 401 .*unknown or was revoked/m,
    "the company's owner ended it, and opening the page again brings none",
  );
  await asHost("DELETE", "/customers/com_northwind/host-token");
  assert.match(await said(), /^refused 503/m, "and the host takes it back from Stoa");

  await asHost("PATCH", "/host-api", { way: "signed" });
  assert.match(await said(), /^read 2$/m);
  await revokeActions(owner, { operationId: "take-it-back", installationId, actions: ["contacts.list"] });
  assert.match(await said(), /^refused 403 .*not_allowed/m);
  assert.deepEqual(await rows("select count(*)::int as tokens from gateway.host_token where customer_id = $1", customerId), [
    { tokens: 0 },
  ]);
});

test("a hand-over that Stoa does not take says why, and leaves the company without a key of that name", async () => {
  product.connect({ stoaUrl: publicUrl, issuer: slug, sideId: showId("side", host.liveSideId), accessToken: "stoa_tok_of_nobody" });
  const ines = await browserOf(product).signIn("ines@halden.example");
  assert.equal((await ines.post("/integrations/token", {})).status, 500);
  assert.doesNotMatch(await (await ines.get("/settings")).text(), /Revoke Marketplace/);
  const handed = handOverToken({ id: "com_halden" }, "llk_something", { stoaUrl: publicUrl, sideId: "side_none", accessToken: "no" });
  await assert.rejects(handed, ({ message }: Error) => message.startsWith("Stoa took no token: ") && !message.includes("llk_"));
  product.connect({ stoaUrl: publicUrl, issuer: slug });
});

test("the product takes no token for another request, past its time, or for nobody it knows", async () => {
  const list = async (token: string, path = "/api/contacts"): Promise<number> =>
    (await fetch(`${product.url}${path}`, { headers: { authorization: `Bearer ${token}` } })).status;
  const token = await tokenFor("com_halden");
  assert.equal(await list(token), 200);
  assert.equal(await list(token, "/api/invoices"), 401);
  assert.equal(await list(`${token.slice(0, -8)}AAAAAAAA`), 401);
  assert.equal(await list(await tokenFor("com_nobody")), 401);
  product.advance(120_000);
  assert.equal(await list(token), 401);
});

/** What Stoa would send with `GET /contacts` for a customer the product knows by this name, or does not. */
async function tokenFor(ref: string): Promise<string> {
  const grants = new Map([["contacts.list", { scopes: ["contacts:read"], revokedAt: null }]]);
  const readGrants = () => Promise.resolve(grants);
  const handle = await openHostHandle(engine, { run: await aRun(ref), asked: ["contacts.list"], publicUrl, readGrants });
  const admitted = await handle.gate.admit({ method: "GET", path: "/contacts" });
  await handle.close();
  assert.ok("headers" in admitted);
  return (admitted.headers["Authorization"] ?? "").replace("Bearer ", "");
}

async function aRun(ref: string) {
  const { customerId } = await place.makeCustomer();
  await rows("update identity.customer set external_ref = $2 where id = $1 returning id", customerId, ref);
  const id = customerId;
  return { runId: id, attempt: 1, installationId: id, integrationId: id, sideId: host.liveSideId, customerId, publisherId: id };
}
