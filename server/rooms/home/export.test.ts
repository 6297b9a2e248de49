import assert from "node:assert/strict";
import { test } from "node:test";
import { showId } from "@stoa/contract";
import { StoaError } from "../../base/index.ts";
import { uninstall } from "../installs/index.ts";
import { exportFolder, exportRuns } from "../runs/index.ts";
import { readTar } from "../sandbox/index.ts";
import { fetchExport } from "./fetch-export.ts";
import { linkExport } from "./link-export.ts";
import { listExports } from "./list-exports.ts";
import { forgetExports, makeExports, type ExportDeps } from "./make-exports.ts";
import { requestExport } from "./request-export.ts";
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

async function readAll(bytes: AsyncIterable<Buffer>): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { path, body } of readTar(bytes)) {
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    files.set(path, Buffer.concat(chunks).toString("utf8"));
  }
  return files;
}

test("everything a customer has is one file, fetched once by a link, gone after a week; nothing secret, nobody else's", async () => {
  const published = await home.publish("true", { secrets: ["api_key"] });
  const { customerId, owner, viewer } = await home.customer();
  const secret = "canary-secret-value";
  const one = await home.install(owner, published, { folder: "in", api_key: secret });
  const two = await home.install(owner, published, { folder: "out", api_key: secret });
  await home.record(one, ["succeeded", "failed"]);
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
  const place = `installations/${showId("installation", one)}`;
  const names = [...files.keys()];
  for (const name of ["customer.json", "connections.json", "notices.json", "help.json", "activity.csv", `${place}/export.json`])
    assert.ok(names.includes(name), name);
  assert.ok(names.includes(`installations/${showId("installation", two)}/export.json`), "what was uninstalled, too");
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
