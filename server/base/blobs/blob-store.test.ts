import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openBlobStore } from "./index.ts";
import { conformBlobStore } from "./testing/conformance.ts";
import { startFakeS3 } from "./testing/fake-s3.ts";

const base = mkdtempSync(join(tmpdir(), "stoa-blobs-"));
const { endpoint, server } = await startFakeS3();
after(() => {
  rmSync(base, { recursive: true, force: true });
  server.closeAllConnections();
  server.close();
});

let opened = 0;
conformBlobStore("files", () => openBlobStore({ kind: "files", folder: join(base, String(opened++)) }));
conformBlobStore("s3", () =>
  openBlobStore({
    kind: "s3",
    endpoint,
    region: "here",
    bucket: "bucket",
    prefix: `p${opened++}/`,
    accessKeyId: "id",
    secretAccessKey: "secret",
  }),
);

test("files are private, drafts do not stay, empty folders go", async () => {
  const folder = join(base, "modes");
  const store = openBlobStore({ kind: "files", folder });
  await store.put("a/b/c", Buffer.from("x"));
  assert.equal(statSync(join(folder, "a/b/c~")).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, "a/b")).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(join(folder, ".writing")), []);
  await store.remove("a/b/c");
  assert.deepEqual(readdirSync(folder), [".writing"]);
});

test("what a killed process was writing goes with the first put a day later; what may be being written stays", async () => {
  const folder = join(base, "left");
  mkdirSync(join(folder, ".writing"), { recursive: true });
  const [old, young] = ["old", "young"].map((name) => join(folder, ".writing", name));
  for (const path of [old, young]) writeFileSync(path ?? "", "half");
  const dayBefore = Date.now() / 1_000 - 90_000;
  utimesSync(old ?? "", dayBefore, dayBefore);
  await openBlobStore({ kind: "files", folder }).put("a", Buffer.from("x"));
  assert.deepEqual(readdirSync(join(folder, ".writing")), ["young"]);
});

test("the S3 library is not loaded until an S3 store is used", () => {
  const hooks = `data:text/javascript,import { registerHooks } from "node:module"; registerHooks({ load(url, context, next) { if (url.includes("client-s3")) console.log("loaded"); return next(url, context); } });`;
  const script = `import { openBlobStore } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
    const store = openBlobStore({ kind: "s3", endpoint: "http://127.0.0.1:9", region: "r", bucket: "b", accessKeyId: "i", secretAccessKey: "s" });
    console.log("opened");
    store.head("k").catch(() => console.log("used"));`;
  const lines = execFileSync(process.execPath, ["--import", hooks, "--input-type=module", "-e", script], { encoding: "utf8" })
    .trim()
    .split("\n");
  assert.equal(lines[0], "opened");
  assert.equal(lines[1], "loaded");
  assert.equal(lines.at(-1), "used");
});
