import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { after, test } from "node:test";
import { startTestHost } from "../../examples/host/test-host.ts";
import { createApp } from "../../server/base/http/index.ts";
import { engineCtx } from "../../server/base/index.ts";
import { declareActions, gatewayRoutes, openHostHandle } from "../../server/rooms/gateway/index.ts";
import { authorize, readCredential } from "../../server/rooms/identity/index.ts";
import { findSharedLogs, loadGrants } from "../../server/rooms/installs/index.ts";
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
gatewayRoutes({
  ...deps,
  app,
  keys: deps.keys ?? assert.fail("no keys"),
  publicUrl,
  countGrants: () => Promise.resolve(new Map()),
  countWidened: () => Promise.resolve(0),
  findShared: findSharedLogs,
  authorize: (request, target) => authorize(world.engine, readCredential(request.headers), target),
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
  const { owner, customerId } = await place.makeCustomer();
  await rows("update identity.customer set external_ref = 'com_northwind' where id = $1 returning id", customerId);
  const { view, log } = await runToEnd(place, owner, await place.install(owner, published));
  assert.equal(view.state, "succeeded", `${view.sentence} ${log}`);
  assert.match(log, /made con_\S+ of 29 True False\n/);
  assert.match(log, /refused 403 undeclared_request/);
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
