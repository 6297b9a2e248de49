import assert from "node:assert/strict";
import { createReadStream, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, test } from "node:test";
import type { RuntimeList, RuntimeView } from "@stoa/contract";
import { openDb, StoaError, type Ctx } from "../../base/index.ts";
import { createApp } from "../../base/http/index.ts";
import { openWorld } from "../../testing/index.ts";
import { authorize, createToken, readCredential } from "../identity/index.ts";
import { addRuntime } from "./add-runtime.ts";
import { removeRuntime } from "./remove-runtime.ts";
import { sandboxRoutes } from "./routes.ts";
import { listRuntimes } from "./runtimes/catalog.ts";
import { ensureRuntime } from "./runtimes/ensure-runtime.ts";
import { writeTestImage } from "./runtimes/test-image.ts";

const world = await openWorld();
const dataDir = mkdtempSync(join(tmpdir(), "stoa-runtimes-"));
after(() => rmSync(dataDir, { recursive: true }));
const file = join(dataDir, "image.tar");
writeTestImage(file, { "etc/os-release": "ID=tiny\n", "bin/tool": "#!/bin/sh\n" });
const image = () => createReadStream(file);
const imageOf = (name: string) => {
  const path = join(dataDir, `${name}.tar`);
  writeTestImage(path, { "etc/os-release": `ID=${name}\n` });
  return createReadStream(path);
};
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
/** Of what is hidden there only files of locks stay. */
const left = () => readdirSync(join(dataDir, "runtimes")).filter((name) => name.startsWith(".") && !name.endsWith(".lock"));

let uses = 0;
const keys = world.operator.keys ?? assert.fail("no keys");
const app = await createApp({
  log: world.log,
  addresses: { publicUrl: "http://127.0.0.1:80", port: 80, openWrites: [] },
  trustedProxies: [],
});
sandboxRoutes({
  app,
  db: world.db,
  clock: world.clock,
  log: world.log,
  keys,
  dataDir,
  countUses: async () => uses,
  authorize: (request, target) => authorize(world.engine, readCredential(request.headers), target),
});
after(() => app.close());

async function ask(ctx: Ctx, roles: ("operator" | "host_owner")[], method: "GET" | "POST" | "DELETE", path: string) {
  const { text } = await createToken(ctx, { name: "test", roles });
  const headers = { host: "127.0.0.1:80", authorization: `Bearer ${text}`, "content-type": "application/x-tar" };
  return app.inject({ method, url: `/v1/operator/runtimes${path}`, headers, ...(method === "POST" ? { payload: image() } : {}) });
}

test("an operator adds a runtime, finds it in the list, and programs can be built on it", async () => {
  const added = await ask(world.operator, ["operator"], "POST", "?name=tiny:1");
  assert.equal(added.statusCode, 201, added.body);
  const view = added.json<RuntimeView>();
  assert.deepEqual([view.name, view.version], ["tiny:1", "1"]);
  const list = (await ask(world.operator, ["operator"], "GET", "")).json<RuntimeList>();
  assert.deepEqual([list.items.map(({ name }) => name), list.makes.includes("bash")], [["tiny:1"], true]);
  assert.equal((await ensureRuntime({ base: "tiny:1", packages: [] }, { dataDir })).digest, view.digest);
  assert.deepEqual(left(), []);
});

test("who is no operator is told so, and nothing is kept", async () => {
  const { owner } = await world.makeHost();
  const refused = await ask(owner, ["host_owner"], "POST", "?name=tiny:2");
  assert.equal(refused.statusCode, 403);
  assert.match(refused.body, /role operator/);
  await assert.rejects(addRuntime(owner, { name: "tiny:2", image: image(), dataDir }), code("forbidden"));
  assert.ok((await listRuntimes({ dataDir })).every(({ name }) => name !== "tiny:2"));
});

test("a name that is taken, or that this machine makes, keeps its content", async () => {
  for (const name of ["tiny:1", "tiny-1", "bash", "node:24"])
    await assert.rejects(addRuntime(world.operator, { name, image: image(), dataDir }), code("conflict"), name);
  assert.equal((await ask(world.operator, ["operator"], "POST", "?name=../x")).statusCode, 400);
});

test("an image that is too large, or none, leaves nothing behind", async () => {
  await assert.rejects(addRuntime(world.operator, { name: "big", image: image(), dataDir, maxBytes: 512 }), code("too_large"));
  const text = Readable.from(["not an archive".repeat(100)]);
  await assert.rejects(addRuntime(world.operator, { name: "text", image: text, dataDir }), code("refused"));
  assert.deepEqual(left(), []);
});

test("without its audit row a runtime is not there", async () => {
  const away = openDb({ connection: { host: "/nonexistent", user: "nobody", database: "none" } });
  await assert.rejects(addRuntime({ ...world.operator, db: away }, { name: "unsaid", image: image(), dataDir }), /ENOENT/);
  await away.close();
  assert.ok((await listRuntimes({ dataDir })).every(({ name }) => name !== "unsaid"));
});

test("a runtime is removed by an operator only, when no release stands on it, with its files; the name is free again", async () => {
  const added = await addRuntime(world.operator, { name: "going:1", image: imageOf("going"), dataDir });
  uses = 2;
  const kept = await ask(world.operator, ["operator"], "DELETE", "?name=going:1");
  assert.deepEqual(
    [kept.statusCode, /2 releases .* built on \\"going:1\\"/.test(kept.body), existsSync(added.root)],
    [409, true, true],
    kept.body,
  );
  uses = 0;
  const { owner } = await world.makeHost();
  await assert.rejects(
    removeRuntime(owner, { name: "going:1", dataDir }, async () => 0),
    code("forbidden"),
  );
  assert.equal((await ask(world.operator, ["operator"], "DELETE", "?name=going:1")).statusCode, 204);
  assert.equal(existsSync(added.root), false);
  assert.equal((await ask(world.operator, ["operator"], "DELETE", "?name=going:1")).statusCode, 404);
  assert.equal((await ask(world.operator, ["operator"], "DELETE", "?name=bash")).statusCode, 422);
  await addRuntime(world.operator, { name: "going:1", image: imageOf("other"), dataDir });
});

test("what another name stands for too keeps its files", async () => {
  const one = await addRuntime(world.operator, { name: "twin:1", image: imageOf("twin"), dataDir });
  const two = await addRuntime(world.operator, { name: "twin:2", image: imageOf("twin"), dataDir });
  assert.equal(one.digest, two.digest);
  await removeRuntime(world.operator, { name: "twin:1", dataDir }, async () => 0);
  assert.ok(existsSync(two.root));
});
