import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { stoaAdapter } from "../../program/adapters/stoa.ts";
import { startDescribed } from "./described-server.ts";
import { readCatalogue } from "../../server/rooms/connections/index.ts";

const root = join(import.meta.dirname, "../../examples/ready");
const names = readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory());
const readme = readFileSync(join(root, "README.md"), "utf8");

test("each ready integration has a good manifest, a provider of the catalogue, a way to look first, and says whether it was tried live", () => {
  const catalogue = readCatalogue();
  for (const name of names) {
    const reading = stoaAdapter.read(readFileSync(join(root, name, "stoa.yaml"), "utf8"), { file: "stoa.yaml" });
    if (!reading.manifest) assert.fail(`${name}: ${reading.problems.map(({ message }) => message).join(" ")}`);
    const { manifest } = reading;
    assert.equal(manifest.name, name);
    assert.equal(manifest.preview, true, name);
    const scopes = manifest.connections.map(({ provider = "", scopes: asked = [] }) => {
      const known = catalogue.get(provider)?.scopes?.map((scope) => scope.name) ?? [];
      return [catalogue.has(provider), asked.filter((scope) => !known.includes(scope))];
    });
    assert.deepEqual(scopes, [[true, []]], name);
    const row = readme.split("\n").find((line) => line.includes(`\`${name}\``)) ?? "";
    assert.equal(row.includes("not yet"), manifest.untried === true, `README of ${name}`);
  }
});

test("what they share is the same file in each", () => {
  const shared = names.map((name) => readFileSync(join(root, name, "ready.py"), "utf8"));
  assert.equal(new Set(shared).size, 1);
});

test("a described service refuses what its description does not have, and tells of an answer that it would not give", async (t) => {
  const service = await startDescribed("slack", () => ({ body: { ok: true, channel: "C1" } }));
  t.after(() => service.stop());
  const send = async (path: string, init: RequestInit = {}) =>
    (await fetch(`${service.address}/api${path}`, { ...init, headers: { authorization: "Bearer x", ...init.headers } })).status;
  const form = (text: string) => ({ method: "POST", body: new URLSearchParams(text) });
  const refused: [path: string, init: RequestInit, says: RegExp][] = [
    ["/chat.delete", form("channel=C1"), /POST \/api\/chat.delete is not described/],
    ["/chat.postMessage", form("text=x"), /must have required property 'channel'/],
    ["/chat.postMessage", form("channel=C1&colour=red"), /must NOT have additional properties/],
    ["/chat.postMessage", form("channel=C1&unfurl_links=perhaps"), /unfurl_links must be boolean/],
    ["/chat.postMessage", { method: "POST", body: "channel=C1", headers: { "content-type": "text/plain" } }, /takes no text\/plain/],
    ["/conversations.list?limit=many", {}, /limit must be integer/],
    ["/conversations.list?page=2", {}, /has no query parameter page/],
  ];
  for (const [path, init, says] of refused) {
    assert.equal(await send(path, init), 400, path);
    assert.match(service.faults.at(-1) ?? "", says);
  }
  assert.deepEqual([service.asked.length, service.faults.length], [0, refused.length]);
  assert.equal(await send("/chat.postMessage", form("channel=C1")), 200);
  assert.match(service.faults.at(-1) ?? "", /the answer of chat_postMessage/);
});
