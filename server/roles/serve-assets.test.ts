import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { fastify } from "fastify";
import { serveAssets } from "./serve-assets.ts";

const root = mkdtempSync(join(tmpdir(), "stoa-assets-"));
const assets = join(root, "web/dist/assets");
mkdirSync(assets, { recursive: true });
writeFileSync(join(assets, "a.js"), "plain()");
writeFileSync(join(assets, "a.js.gz"), gzipSync("plain()"));
writeFileSync(join(root, "web/dist/index.html"), "<p>the page</p>");
const app = fastify();
await serveAssets(app, root);
after(async () => {
  await app.close();
  rmSync(root, { recursive: true });
});

test("a file is sent as the build packed it to who takes that, and kept for ever", async () => {
  const packed = await app.inject({ url: "/assets/a.js", headers: { "accept-encoding": "gzip" } });
  assert.equal(packed.headers["content-encoding"], "gzip");
  assert.equal(gunzipSync(packed.rawPayload).toString(), "plain()");
  assert.match(String(packed.headers["content-type"]), /javascript/);
  assert.match(String(packed.headers["cache-control"]), /immutable/);
  const plain = await app.inject({ url: "/assets/a.js" });
  assert.deepEqual([plain.headers["content-encoding"], plain.body], [undefined, "plain()"]);
});

test("neither the page nor a packed form is an address of its own", async () => {
  for (const url of ["/index.html", "/assets/a.js.gz"]) assert.equal((await app.inject({ url })).statusCode, 404, url);
});
