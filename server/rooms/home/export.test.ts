import assert from "node:assert/strict";
import { test } from "node:test";
import { showId } from "@stoa/contract";
import { createApp } from "../../base/http/index.ts";
import { StoaError } from "../../base/index.ts";
import { uninstall } from "../installs/index.ts";
import { exportFolder, exportRuns } from "../runs/index.ts";
import { exportRoutes } from "./export-routes.ts";
import { fetchExport } from "./fetch-export.ts";
import { linkExport } from "./link-export.ts";
import { listExports } from "./list-exports.ts";
import { forgetExports, makeExports, type ExportDeps } from "./make-exports.ts";
import { requestExport } from "./request-export.ts";
import { readZip } from "../../base/zip/testing/read-zip.ts";
import { openHomeWorld } from "./testing.ts";

const home = await openHomeWorld();
const { world, blobs } = home;
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const deps: ExportDeps = {
  blobs,
  parts: [exportRuns],
  folder: (ctx, installationId) => exportFolder(ctx, { installationId }, { blobs }),
  readLog: () => Promise.resolve(Buffer.from("a line\n")),
  activity: () => Promise.resolve("at,actor\r\n"),
  runIdOf: (text) => text,
};

async function readAll({ bytes }: { bytes: AsyncIterable<Buffer> }): Promise<Map<string, string>> {
  const files = readZip(Buffer.concat(await Array.fromAsync(bytes)));
  return new Map([...files].map(([path, body]) => [path, body.toString("utf8")]));
}

test("everything a customer has is one file, fetched once by a link, gone after a week; nothing secret, nobody else's", async () => {
  const published = await home.publish("true", { secrets: ["api_key"] });
  const { customerId, owner, viewer } = await home.customer();
  const secret = "canary-secret-value";
  const one = await home.install(owner, published, { folder: "in", api_key: secret });
  const two = await home.install(owner, published, { folder: "out", api_key: secret });
  await home.record(one, ["failed", "succeeded"]);
  await uninstall(owner, { operationId: "export-step-1", installationId: two });
  const other = await home.customer();
  await home.install(other.owner, published, { folder: "strangers-folder", api_key: secret });
  await home.hear();
  await home.ends({ customerId }, one, "failed");
  await assert.rejects(requestExport(viewer), code("forbidden"));
  const { exportId } = await requestExport(owner);
  await assert.rejects(requestExport(owner), code("conflict"));
  await assert.rejects(linkExport(owner, { exportId }), code("not_found"), "not before it is done");
  assert.deepEqual([await makeExports(world.engine, deps), await makeExports(world.engine, deps)], [1, 0]);
  const [made] = await listExports(owner);
  assert.deepEqual([made?.state, made?.done, made?.total, made?.error], ["done", 2, 2, null]);
  const { code: link } = await linkExport(owner, { exportId });
  await assert.rejects(linkExport(other.owner, { exportId }), code("not_found"));
  await assert.rejects(fetchExport(other.owner, deps, { exportId, code: link }), code("gone"));
  const files = await readAll(await fetchExport(owner, deps, { exportId, code: link }));
  await assert.rejects(fetchExport(owner, deps, { exportId, code: link }), code("gone"), "a link is good once");
  const names = [...files.keys()];
  const placeOf = (id: string) =>
    names.find((name) => name.endsWith(` (${showId("installation", id).slice(-6)})/export.json`))?.replace("/export.json", "");
  const place = placeOf(one) ?? "";
  for (const name of [
    "README.txt",
    `${place}/runs.csv`,
    "customer.json",
    "connections.json",
    "notices.json",
    "help.json",
    "activity.csv",
    `${place}/export.json`,
  ])
    assert.ok(names.includes(name), name);
  assert.ok(names.includes(`${placeOf(two) ?? "-"}/export.json`), "what was uninstalled, too");
  assert.equal(names.filter((name) => name.startsWith(`${place}/logs/`)).length, 2);
  assert.equal((JSON.parse(files.get(`${place}/export.json`) ?? "") as { runs: unknown[] }).runs.length, 2);
  assert.match(files.get("notices.json") ?? "", /"kind": "failing"/);
  const all = [...files.values()].join("");
  assert.ok(!all.includes(secret) && !all.includes("strangers-folder"));
  assert.deepEqual(await listExports(other.owner), []);
  world.clock.advance(8 * 86_400_000);
  await forgetExports(world.engine, deps);
  assert.equal((await listExports(owner))[0]?.state, "gone");
  await assert.rejects(linkExport(owner, { exportId }), code("not_found"));
});

test("an export that could not be made is taken up again when its time is over, and given up after the third", async () => {
  const { owner } = await home.customer();
  await requestExport(owner);
  const broken = { ...deps, activity: () => Promise.reject(new Error("no")) };
  const stateOf = async () => (await listExports(owner))[0]?.state;
  for (let tries = 0; tries < 3; tries++) {
    assert.deepEqual([await makeExports(world.engine, broken), await makeExports(world.engine, broken)], [1, 0], "not before its time");
    assert.equal(await stateOf(), "running");
    world.clock.advance(600_001);
  }
  assert.equal(await makeExports(world.engine, broken), 1);
  assert.equal(await stateOf(), "failed");
  await requestExport(owner);
});

test("a customer has one finished export, and asks for few a day; what earlier attempts left is removed, what is too large ends at once", async () => {
  const { customerId, owner } = await home.customer();
  while ((await makeExports(world.engine, deps)) > 0);
  const keys = async () => (await Array.fromAsync(blobs.list(`exports/${customerId}/`))).length;
  const { exportId: first } = await requestExport(owner);
  await makeExports(world.engine, { ...deps, activity: () => Promise.reject(new Error("no")) });
  world.clock.advance(600_001);
  await blobs.put(`exports/${customerId}/${first}-1.zip`, Buffer.from("left by the first"));
  await makeExports(world.engine, deps);
  assert.equal(await keys(), 1, "only of the second attempt");
  await requestExport(owner);
  await makeExports(world.engine, deps);
  assert.deepEqual([(await listExports(owner)).map(({ state }) => state), await keys()], [["done", "gone"], 1]);
  await requestExport(owner);
  await makeExports(world.engine, { ...deps, mostBytes: 1_000 });
  const [large] = await listExports(owner);
  assert.equal(large?.state, "failed");
  assert.match(large?.error ?? "", /larger than 1000 bytes/);
  const disk = { isFull: true };
  await assert.rejects(requestExport(owner, { disk }), code("unavailable"));
  disk.isFull = false;
  await requestExport(owner, { disk });
  disk.isFull = true;
  await makeExports(world.engine, { ...deps, disk });
  const [full] = await listExports(owner);
  assert.deepEqual([full?.state, /nearly full/.test(full?.error ?? "")], ["failed", true]);
  disk.isFull = false;
  for (let more = 0; more < 1; more++) {
    await requestExport(owner);
    await makeExports(world.engine, deps);
  }
  await assert.rejects(requestExport(owner), code("rate_limited"));
  world.clock.advance(86_400_001);
  await requestExport(owner);
  await makeExports(world.engine, deps);
});

test("a HEAD of an export's address spends nothing", async () => {
  const { owner } = await home.customer();
  const { exportId } = await requestExport(owner);
  await makeExports(world.engine, deps);
  const { keys } = world.operator;
  assert.ok(keys);
  const app = await createApp({
    log: world.log,
    addresses: { publicUrl: "http://127.0.0.1:4400", port: 4400, openWrites: [] },
    trustedProxies: [],
  });
  const { db, clock, log } = world;
  const { scope, actor } = owner;
  exportRoutes({ app, db, clock, log, keys, authorize: () => Promise.resolve({ scope, actor }) }, { blobs });
  const { code: link } = await linkExport(owner, { exportId });
  assert.ok(scope.kind === "customer");
  const url = `/v1/customers/${showId("customer", scope.customerId)}/exports/${showId("export", exportId)}/file?code=${link}`;
  const headers = { host: "127.0.0.1:4400" };
  await app.inject({ method: "HEAD", url, headers });
  const answer = await app.inject({ method: "GET", url, headers });
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.headers["content-type"], "application/zip");
  assert.match(readZip(answer.rawPayload).get("customer.json")?.toString() ?? "", /"leftOut": \[/, "what is not in it is said");
  await app.close();
});
