import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { StoaError } from "../../base/index.ts";
import { makeCheckedFetch, UnreachedError } from "../sandbox/index.ts";
import { saveApp } from "./apps/save-app.ts";
import { connectWithKey } from "./connect-with-key.ts";
import { describeKeyProvider, openConnectWorld } from "./testing.ts";

const asked: string[] = [];
const inside = createServer((request, response) => {
  asked.push(request.url ?? "");
  if (request.url === "/away") return void response.writeHead(302, { location: "http://169.254.169.254/latest" }).end();
  if (request.url === "/long") return void response.end("x".repeat(3_000_000));
  response.end("{}");
});
inside.listen(0, "127.0.0.1");
await once(inside, "listening");
after(() => inside.close().closeAllConnections());
const { port } = inside.address() as AddressInfo;
const at = `127.0.0.1:${port}`;
const refused = (error: unknown) => error instanceof UnreachedError && error.refused;

test("private, own and metadata addresses are not reached, by number, odd number or name", async () => {
  const names: Record<string, string[]> = {
    "public.example": ["93.184.216.34"],
    "inside.example": ["10.1.2.3"],
    "both.example": ["93.184.216.34", "127.0.0.1"],
    "mapped.example": ["::ffff:169.254.169.254"],
  };
  const resolve = (name: string) => Promise.resolve(names[name] ?? []);
  const fetch = makeCheckedFetch({ allow: [] }, 1_000, resolve);
  const get = { method: "GET" };
  const places = [at, "169.254.169.254", "10.0.0.1", "[::1]", "0x7f.1", "2130706433", "inside.example", "both.example", "mapped.example"];
  for (const place of places)
    for (const scheme of ["http", "https"]) await assert.rejects(fetch(`${scheme}://${place}/`, get), refused, place);
  for (const wrong of ["file:///etc/passwd", "http://user:pass@public.example/", "gopher://public.example/"])
    await assert.rejects(fetch(wrong, get), refused, wrong);
  await assert.rejects(fetch("http://public.example/", get), /unencrypted/);
  assert.deepEqual(asked, []);
});

test("where the operator lists an address it is reached; a redirect is not followed, an endless answer is cut", async () => {
  const fetch = makeCheckedFetch({ allow: [at] }, 1_000);
  assert.equal((await fetch(`http://${at}/`, { method: "GET" })).status, 200);
  assert.equal((await fetch(`http://${at}/away`, { method: "GET" })).status, 302);
  await assert.rejects(fetch(`http://${at}/long`, { method: "GET" }), /too long/);
});

test("a provider somebody describes at a private address is asked nothing", async () => {
  const place = await openConnectWorld([]);
  const definition = describeKeyProvider(at);
  await saveApp(place.host.owner, place.deps, { provider: definition.name, definition });
  const { owner } = await place.customer();
  asked.length = 0;
  const connect = connectWithKey(owner, place.deps, { provider: definition.name, fields: { api_key: "a-key-of-mine" } });
  await assert.rejects(
    connect,
    (error: unknown) => error instanceof StoaError && /may not be reached: 127\.0\.0\.1 is a loopback/.test(error.message),
  );
  assert.deepEqual(asked, []);
});

test("what no header may hold is not sent, and is not in the words that say so", async () => {
  const ask = makeCheckedFetch({ allow: ["127.0.0.1:1"] }, 1_000);
  for (const value of ["schlüssel-😀", "a\nb", "a\0b"])
    await assert.rejects(ask("http://127.0.0.1:1/", { method: "GET", headers: { "x-api-key": value } }), (error: Error) => {
      assert.equal(error.name, "UnreachedError");
      assert.match(error.message, /^127\.0\.0\.1:1 was not asked: .*x-api-key/);
      return !error.message.includes(value);
    });
});
