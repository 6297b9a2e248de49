import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readHost, resolveHosts } from "./resolve-hosts.ts";

const hosts = (...declared: string[]) => ({ network: { hosts: declared, declared: true } });
const shown = (declared: string[], config: Record<string, unknown> = {}) =>
  resolveHosts(hosts(...declared), config).hosts.map(({ host, port }) => `${host}:${port}`);

test("Declared hosts have a port, 443 when none is said", () => {
  assert.deepEqual(shown(["api.example.com", "Mail.Example.com:25", "*.example.org:443"]), [
    "api.example.com:443",
    "mail.example.com:25",
    "*.example.org:443",
  ]);
});

test("A customer's own server is named by a setting", () => {
  assert.deepEqual(shown(["{config.server}"], { server: "https://nas.example:8443/dav?x#y" }), ["nas.example:8443"]);
  assert.deepEqual(shown(["{config.server}"], { server: "http://10.0.0.7" }), ["10.0.0.7:80"]);
  assert.deepEqual(shown(["{config.server}:5432"], { server: "db.example" }), ["db.example:5432"]);
  assert.deepEqual(shown(["{config.host}:{config.port}"], { host: "h.example", port: 1883 }), ["h.example:1883"]);
  assert.deepEqual(shown(["{config.server}"], { server: "[2001:db8::1]:8080" }), ["2001:db8::1:8080"]);
  assert.deepEqual(shown(["{config.server}"], { server: "postgres://u:p@db.example/x" }), ["db.example:5432"]);
});

test("An empty setting gives no host, an unreadable one is told and gives none", () => {
  assert.deepEqual(resolveHosts(hosts("{config.server}"), {}), { hosts: [], problems: [] });
  assert.deepEqual(resolveHosts(hosts("{config.server}"), { server: " " }), { hosts: [], problems: [] });
  const odd = resolveHosts(hosts("{config.server}"), { server: "not a host" });
  assert.deepEqual([odd.hosts.length, odd.problems.length], [0, 1]);
  assert.deepEqual(shown(["{config.constructor}"], {}), []);
});

test("A name beyond ASCII becomes its one spelling on the wire", () => {
  assert.deepEqual(readHost("https://Bücher.example/x"), { host: "xn--bcher-kva.example", port: 443 });
  assert.deepEqual(readHost("１２７。０。０。１:80"), { host: "127.0.0.1", port: 80 });
  assert.equal(readHost("bü cher.example"), undefined);
});

test("One port each: a range is not read", () => {
  for (const text of ["db.example:1-65535", "db.example:80,443", "db.example:*", "db.example:0", "db.example:65536"])
    assert.equal(readHost(text), undefined, text);
});

test("Nothing that is read as a host holds more than a name and a port", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.domain()), (text) => {
      const host = readHost(text);
      if (host) assert.ok(/^[a-z0-9_.*:-]+$/.test(host.host) && host.port > 0 && host.port < 65_536);
    }),
  );
  assert.equal(readHost("good.example:443@evil.example"), undefined);
});
