import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { openPublicAddress, type PublicAddress } from "../public-address.ts";
import { findAddressNotices } from "./address-notices.ts";
import { openProbe, type Probe } from "./probe-public-url.ts";

const config = {
  publicUrl: "https://stoa.example.com",
  publicUrlGiven: true,
  tls: undefined,
  trustedProxies: [],
  listen: "127.0.0.1",
  port: 4400,
};
const visited = (visits: Partial<PublicAddress["visits"]>): PublicAddress => {
  const address = openPublicAddress(undefined);
  return { ...address, visits: { ...address.visits, ...visits } };
};
const find = (known: Partial<Parameters<typeof findAddressNotices>[0]>): string[] =>
  findAddressNotices({ config, address: visited({}), probe: { kind: "us" }, now: 0, ...known }).map(
    ({ needs, title, text, fix }) => `${needs} | ${title} | ${text} | ${fix}`,
  );

test("an address that leads here over TLS needs nothing; none, or a plain one, is said with what to set", () => {
  assert.deepEqual(find({}), []);
  assert.match(find({ config: { ...config, publicUrl: "http://127.0.0.1:4400", publicUrlGiven: false } }).join(), /^nothing .*STOA_URL/);
  const [plain = ""] = find({ config: { ...config, publicUrl: "http://stoa.example.com" } });
  assert.match(plain, /^someone \| The public address is plain http .*STOA_TLS_CERT/);
  assert.deepEqual(find({ config: { ...config, publicUrl: "http://localhost:4400" } }), []);
});

test("a wrong address needs somebody, with what is known of the right one", () => {
  const failed: Probe = { kind: "failed", text: "Its name does not resolve." };
  assert.match(find({ probe: { kind: "other", text: "Another server answers there (200)." } }).join(), /^someone \| .* does not lead here/);
  const [came = ""] = find({ probe: failed, address: visited({ foreignHost: "stoa.example.org" }) });
  assert.match(came, /^someone .*People came by stoa\.example\.org and were turned away.*Set STOA_URL/);
  assert.match(find({ probe: failed }).join(), /^someone \| This machine does not reach/);
  assert.match(find({ probe: failed, address: visited({ byPublicHost: true, foreignHost: "a.scanner" }) }).join(), /^nothing /);
});

test("a proxy that is not trusted is named as the setting wants it", () => {
  const [notice = ""] = find({ config: { ...config, trustedProxies: ["10.0.0.1"] }, address: visited({ untrustedProxy: "10.0.0.2" }) });
  assert.match(notice, /STOA_TRUSTED_PROXIES=10\.0\.0\.1,10\.0\.0\.2/);
});

test("the probe tells this process from another server, a redirect and silence", async () => {
  let answer = (_path: string): [number, Record<string, string>, string] => [200, {}, ""];
  const server = createServer((request, reply) => {
    const [status, headers, body] = answer(request.url ?? "");
    reply.writeHead(status, { ...headers, connection: "close" }).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  const probe = (): Promise<Probe> => openProbe(url, "me")();
  answer = (path) => [200, {}, path === "/healthz" ? '{"ok":true,"instance":"me"}' : ""];
  assert.deepEqual(await probe(), { kind: "us" });
  answer = () => [404, {}, "<h1>nothing</h1>"];
  assert.deepEqual(await probe(), { kind: "other", text: "Another server answers there (404)." });
  answer = () => [301, { location: "https://elsewhere.example/" }, ""];
  assert.deepEqual(await probe(), { kind: "other", text: "It sends visitors on to https://elsewhere.example/." });
  assert.deepEqual(await openProbe(`https://127.0.0.1:${port}`, "me")(), {
    kind: "failed",
    text: "It speaks plain http there, not https.",
  });
  server.close();
  await once(server, "close");
  assert.deepEqual(await probe(), { kind: "failed", text: "Nothing listens there." });
});
