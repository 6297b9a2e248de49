import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { engineCtx } from "../../../base/index.ts";
import { openRunAccount, patience, readCatalogue, requireFit } from "../../connections/index.ts";
import { connectKey, describeKeyProvider, loseConnection, stateOf } from "../../connections/testing.ts";
import { uninstall } from "../../installs/index.ts";
import { makeCheckedFetch } from "../../sandbox/index.ts";
import { getRun } from "../get-run.ts";
import { readRunLog } from "../log/read-run-log.ts";
import { triggerRun } from "../trigger-run.ts";
import { openRunWorld } from "./testing.ts";

const key = "linked-canary-40d7";
const seen: (string | undefined)[] = [];
const service = createServer((request, response) => {
  seen.push(`${request.method} ${request.url} ${String(request.headers["x-api-key"])}`);
  const isKnown = request.headers["x-api-key"] === key;
  response.writeHead(isKnown ? 200 : 401, { "content-type": "application/json" });
  response.end(JSON.stringify(isKnown ? { id: "acc-1", name: "Acme", echo: request.headers["x-api-key"] } : {}));
});
service.listen(0, "127.0.0.1");
await once(service, "listening");
after(() => service.close());
const { port } = service.address() as AddressInfo;
const at = `127.0.0.1:${port}`;

const place = await openRunWorld({}, [at]);
const connect = {
  catalogue: readCatalogue(),
  fetch: makeCheckedFetch({ allow: [at] }, 4_000),
  publicUrl: "http://127.0.0.1:4400",
  leaseMs: patience.leaseMs,
};
const definition = describeKeyProvider(at);
await place.startRunner({ openAccount: (input) => openRunAccount(engineCtx(place.deps, "test"), connect, input) });

const ask = `exec 5<>/dev/tcp/crm.stoa.internal/80; printf 'GET /contacts HTTP/1.1\\r\\nHost: crm.stoa.internal\\r\\nConnection: close\\r\\n\\r\\n' >&5; cat <&5
echo "canary in the box: $(env | grep -c linked-canary)"`;

async function installed(program: string, account: object) {
  const http = { base: "", auth: {}, allow: ["GET /contacts"] };
  const connections = [{ name: "crm", kind: "provider", title: "CRM", fields: [], provider: definition.name, http, ...account }];
  const published = await place.publish(program, { connections, secrets: [], run: "bash /app/program.sh", retry: { attempts: 1, on: [] } });
  const customer = await place.makeCustomer();
  const connectionId = await connectKey(customer.owner, { ...connect, host: place.host.owner, definition }, { api_key: key });
  return { customer, published, connectionId };
}

async function finish(customer: Parameters<typeof getRun>[0], installationId: string) {
  const { runId } = await triggerRun(customer, { installationId });
  for (;;) {
    const view = await getRun(customer, { runId });
    if (view.endedAt !== null) {
      const { lines } = await readRunLog(customer, { runId, from: 0, limit: 1_000 }, place.deps);
      return { view, log: lines.map(({ text }) => text).join("\n") };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const fits = (ctx: Parameters<typeof requireFit>[0], input: Parameters<typeof requireFit>[2]) => requireFit(ctx, connect, input);

test("a run reaches the account with the connection's key, which the program never has", async () => {
  const { customer, published, connectionId } = await installed(ask, {});
  const installationId = await place.install(customer.owner, published, {}, { connections: { crm: connectionId } }, fits);
  seen.length = 0;
  const { view, log } = await finish(customer.owner, installationId);
  assert.equal(view.state, "succeeded", view.sentence ?? "");
  assert.deepEqual(seen, [`GET /contacts ${key}`]);
  assert.match(log, /"echo":"\*{18}"/);
  assert.match(log, /canary in the box: 0/);
});

test("a variable, where the manifest gives its reason; hidden in the log", async () => {
  const program = `test "$CRM_KEY" = "linked-"canary-40d7 && echo "has $CRM_KEY of $CRM_ACCOUNT"`;
  const account = { env: { CRM_KEY: "api_key", CRM_ACCOUNT: "account_name" }, raw: "Signs files with it." };
  const { customer, published, connectionId } = await installed(program, account);
  const installationId = await place.install(customer.owner, published, {}, { connections: { crm: connectionId } }, fits);
  const { view, log } = await finish(customer.owner, installationId);
  assert.equal(view.state, "succeeded", view.sentence ?? "");
  assert.match(log, /has ••• of Acme/);
});

test("credentials are read when the process starts: lost meanwhile, the run says what to do; not connected, it does not begin", async () => {
  const { customer, published, connectionId } = await installed(ask, {});
  const installationId = await place.install(customer.owner, published, {}, { connections: { crm: connectionId } }, fits);
  await loseConnection(place.world.engine, connectionId);
  const { view } = await finish(customer.owner, installationId);
  assert.deepEqual([view.failureClass, view.owner], ["credentials", "customer"]);
  assert.match(view.sentence ?? "", /must be connected again/);
});

test("another customer's connection serves no installation; one that nothing uses any more is given back", async () => {
  const [mine, theirs] = [await installed(ask, {}), await installed(ask, {})];
  await assert.rejects(
    place.install(theirs.customer.owner, mine.published, {}, { connections: { crm: mine.connectionId } }, fits),
    /no such connection/,
  );
  const installationId = await place.install(mine.customer.owner, mine.published, {}, { connections: { crm: mine.connectionId } }, fits);
  await uninstall(mine.customer.owner, { operationId: "uninstall-1", installationId });
  assert.equal(await stateOf(mine.customer.owner, connect, mine.connectionId), "disconnecting");
  assert.equal(await stateOf(theirs.customer.owner, connect, theirs.connectionId), "connected");
});
