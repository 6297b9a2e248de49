import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { after, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { fastify } from "fastify";
import { asDomain, asWindow, withAhead } from "./page-forms.ts";
import { serveAssets } from "./serve-assets.ts";

const root = mkdtempSync(join(tmpdir(), "stoa-assets-"));
const assets = join(root, "web/dist/assets");
mkdirSync(assets, { recursive: true });
writeFileSync(join(assets, "a.js"), "plain()");
writeFileSync(join(assets, "a.js.gz"), gzipSync("plain()"));
for (const name of ["index.html", "connect.js", "ahead.json"]) writeFileSync(join(root, "web/dist", name), "<p>the page</p>");
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
  for (const url of ["/index.html", "/connect.js", "/ahead.json", "/assets/a.js.gz"])
    assert.equal((await app.inject({ url })).statusCode, 404, url);
});

test("a window at a provider has its script in the page, allowed by its digest alone, and knows where the pages' own are", () => {
  const built = `<html><head><title>Stoa</title><script type="module" crossorigin src="/assets/main-1.js"></script>
    <link rel="modulepreload" crossorigin href="/assets/common-1.js"><link rel="stylesheet" href="/assets/main.css"></head></html>`;
  const script = 'say("$& costs nothing")';
  const { html, scripts } = asDomain(asWindow({ html: built, scripts: "" }, script));
  assert.ok(html.includes(`<script data-pages="/assets/main-1.js">${script}</script>`));
  assert.ok(html.startsWith('<html><head><meta name="stoa-domain"') && html.includes("/assets/main.css"));
  assert.ok(!html.includes("module"), "nothing of the pages is loaded before it is needed");
  assert.equal(scripts, ` 'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  assert.deepEqual(asWindow({ html: "<p>no script</p>", scripts: "" }, script), { html: "<p>no script</p>", scripts: "" });
});

test("a page says in its head what its address will need", () => {
  const page = { html: "<head></head>", scripts: "" };
  const { html } = withAhead(page, { path: "^/shop/?$", scripts: ["assets/market-1.js"], sheets: ["assets/market-1.css"] });
  assert.equal(
    html,
    '<head><link rel="modulepreload" crossorigin href="/assets/market-1.js"><link rel="stylesheet" crossorigin href="/assets/market-1.css"></head>',
  );
});
