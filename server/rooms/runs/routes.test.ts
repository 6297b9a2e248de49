import assert from "node:assert/strict";
import { Agent, get } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text as readText } from "node:stream/consumers";
import { after, test } from "node:test";
import { showId, type LogLineView, type RunView } from "@stoa/contract";
import { createApp } from "../../base/http/index.ts";
import { authorize, createToken, readCredential } from "../identity/index.ts";
import { readCatalogue } from "../connections/index.ts";
import { openRunWorld } from "./runner/testing.ts";
import { runsRoutes } from "./routes.ts";

const place = await openRunWorld();
const { world, deps } = place;
const publicUrl = "http://127.0.0.1:80";
const app = await createApp({ log: world.log, addresses: { publicUrl, port: 80, openWrites: ["/hooks/"] }, trustedProxies: [] });
const keys = deps.keys ?? assert.fail("no keys");
runsRoutes({
  ...deps,
  keys,
  app,
  publicUrl,
  catalogue: readCatalogue(),
  authorize: (request, target) => authorize(world.engine, readCredential(request.headers), target),
});
await place.startRunner();
after(() => app.close());

const { owner, customerId } = await place.makeCustomer();
const { text: token } = await createToken(owner, { name: "test", roles: ["customer_configurer"] });
const base = `/v1/customers/${showId("customer", customerId)}`;
const installationId = showId(
  "installation",
  await place.install(owner, await place.publish("echo hello; sleep 1; echo world; cat $STOA_TRIGGER")),
);

async function ask(method: "GET" | "POST" | "PUT", path: string, body?: object, credential = token) {
  return app.inject({
    method,
    url: base + path,
    headers: { host: "127.0.0.1:80", authorization: `Bearer ${credential}` },
    ...(body ? { payload: body } : {}),
  });
}

async function untilEnded(runId: string): Promise<RunView> {
  for (let tries = 0; tries < 400; tries++) {
    const view = (await ask("GET", `/runs/${runId}`)).json<RunView>();
    if (view.endedAt !== null) return view;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail("the run did not end");
}

test("over HTTP: start, follow live, read, search, download, days", async () => {
  const started = await ask("POST", `/installations/${installationId}/runs`, {});
  assert.equal(started.statusCode, 201, started.body);
  const { runId } = started.json<{ runId: string }>();
  for (let tries = 0; tries < 100 && (await ask("GET", `/runs/${runId}`)).json<RunView>().state === "queued"; tries++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const followed = await ask("GET", `/runs/${runId}/log/follow`);
  assert.match(String(followed.headers["content-type"]), /ndjson/);
  const lines = followed.body
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as LogLineView);
  assert.deepEqual(
    lines.slice(0, 2).map((line) => line.text),
    ["hello", "world"],
  );
  const view = await untilEnded(runId);
  assert.equal(view.state, "succeeded", view.sentence ?? "");
  assert.equal((await ask("GET", `/runs/${runId}/log?limit=1`)).json<{ next: number }>().next, 1);
  assert.equal((await ask("GET", `/runs/${runId}/log/search?text=WORLD`)).json<{ count: number }>().count, 1);
  assert.match((await ask("GET", `/runs/${runId}/log/download`)).body, /^hello\nworld\n/);
  assert.equal((await ask("GET", "/run-days?days=1")).json<{ days: { succeeded: number }[] }>().days[0]?.succeeded, 1);
  assert.equal((await ask("GET", "/runs?state=succeeded")).json<{ items: object[] }>().items.length, 1);
  const again = await ask("POST", `/runs/${runId}/rerun`, {});
  assert.equal(again.statusCode, 201);
  assert.equal((await ask("POST", `/runs/${again.json<{ runId: string }>().runId}/cancel`)).statusCode, 200);
});

test("over HTTP: a run is told as it begins and as it ends, the moment it does", async () => {
  const { runId } = (await ask("POST", `/installations/${installationId}/runs`, {})).json<{ runId: string }>();
  const followed = await ask("GET", `/runs/${runId}/follow`);
  assert.match(String(followed.headers["content-type"]), /ndjson/);
  const views = followed.body
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RunView);
  const states = [...new Set(views.map((view) => view.state))];
  assert.deepEqual(states.slice(-2), ["running", "succeeded"]);
  assert.deepEqual(views.at(-1), (await ask("GET", `/runs/${runId}`)).json());
  const lateMs = Date.now() - Date.parse(views.at(-1)?.endedAt ?? "");
  assert.ok(lateMs < 900, `the end was told ${lateMs} ms late`);
  assert.equal((await ask("GET", "/runs/run_nothing/follow")).statusCode, 404);
  const other = await place.makeCustomer();
  const { text: foreign } = await createToken(other.owner, { name: "test", roles: ["customer_owner"] });
  assert.equal((await ask("GET", `/runs/${runId}/follow`, undefined, foreign)).statusCode, 404);
  const theirs = `/v1/customers/${showId("customer", other.customerId)}/runs/${runId}/follow`;
  const headers = { host: "127.0.0.1:80", authorization: `Bearer ${foreign}` };
  assert.equal((await app.inject({ method: "GET", url: theirs, headers })).statusCode, 404);
});

test("over HTTP: who follows again and again over one connection leaves nothing at it", async () => {
  const { runId } = (await ask("POST", `/installations/${installationId}/runs`, {})).json<{ runId: string }>();
  await untilEnded(runId);
  const sockets: Socket[] = [];
  app.server.on("connection", (socket: Socket) => sockets.push(socket));
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { host: "127.0.0.1:80", authorization: `Bearer ${token}` };
  const follow = (): Promise<string> =>
    new Promise((resolve, reject) => {
      get({ port, agent, headers, path: `${base}/runs/${runId}/follow` }, (answer) => resolve(readText(answer))).on("error", reject);
    });
  const heard: number[] = [];
  for (let times = 0; times < 4; times++) {
    assert.match(await follow(), /"succeeded"/);
    heard.push(sockets[0]?.listenerCount("close") ?? 0);
  }
  agent.destroy();
  assert.equal(sockets.length, 1);
  assert.ok(Math.max(...heard) === heard[0], heard.join(" "));
});

test("over HTTP: a webhook's bytes come as they are, whatever their type", async () => {
  const rotated = (await ask("POST", `/installations/${installationId}/hook/rotate`)).json<{ token: string; url: string }>();
  assert.equal(rotated.url, `${publicUrl}/hooks/${installationId}`);
  const send = (headers: Record<string, string>, payload: string) =>
    app.inject({ method: "POST", url: `/hooks/${installationId}`, headers: { host: "127.0.0.1:80", ...headers }, payload });
  const taken = await send({ "x-stoa-token": rotated.token, "content-type": "application/json" }, '{ "odd":  "spaces" ');
  assert.equal(taken.statusCode, 202, taken.body);
  const { runId } = taken.json<{ runId: string }>();
  await untilEnded(runId);
  assert.match((await ask("GET", `/runs/${runId}/log/download`)).body, /\{ \\"odd\\":  \\"spaces\\" /);
  assert.equal((await send({}, "x")).statusCode, 401);
  assert.equal((await send({ "x-stoa-token": rotated.token }, "y".repeat(1_100_000))).statusCode, 413);
});

test("over HTTP: no credential, another's customer, a wrong id, a wrong query", async () => {
  const other = await place.makeCustomer();
  const { text: foreign } = await createToken(other.owner, { name: "test", roles: ["customer_owner"] });
  assert.equal((await ask("GET", "/runs", undefined, "nothing")).statusCode, 401);
  assert.equal((await ask("GET", "/runs", undefined, foreign)).statusCode, 404);
  assert.equal((await ask("GET", "/runs/run_nothing")).statusCode, 404);
  assert.equal((await ask("GET", "/runs?limit=100000")).statusCode, 400);
  assert.equal((await ask("GET", "/runs?state=nonsense")).statusCode, 400);
});

test("a customer that asks much at once stands in its own line: another is answered before the rest of it", async () => {
  const { owner: other, customerId: otherId } = await place.makeCustomer();
  const { text: quiet } = await createToken(other, { name: "quiet", roles: ["customer_configurer"] });
  const answered: string[] = [];
  const loud = Array.from({ length: 30 }, async () => {
    assert.equal((await ask("GET", "/runs?limit=200")).statusCode, 200);
    answered.push("loud");
  });
  const headers = { host: "127.0.0.1:80", authorization: `Bearer ${quiet}` };
  const url = `/v1/customers/${showId("customer", otherId)}/runs`;
  while (answered.length < 4) await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await app.inject({ method: "GET", url, headers })).statusCode, 200);
  assert.equal((await app.inject({ method: "GET", url: `${base}/runs`, headers })).statusCode, 404, "nor may it read the other's");
  assert.ok(answered.length < 20, `${answered.length} of the loud one's were answered before`);
  await Promise.all(loud);
});
