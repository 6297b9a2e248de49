import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, test } from "node:test";
import fc from "fast-check";
import { denialOf, plainAddress } from "./addresses.ts";
import { Gateway } from "./gateway.ts";
import { nearnessOf } from "./own-addresses.ts";
import { makeDecide } from "./policy.ts";

test("public addresses pass, in every spelling", () => {
  for (const address of [
    "1.1.1.1",
    "93.184.215.14",
    "2606:4700::1111",
    "::ffff:1.1.1.1",
    "2a00:1450:4001:80b::200e",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
  ])
    assert.equal(denialOf(address), null, address);
});

test("special addresses are refused, in every spelling", () => {
  const special = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:0a00:0001",
    "0:0:0:0:0:ffff:7f00:1",
    "::7f00:1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "fec0::1",
    "not an address",
    "",
    "1.1.1",
    "0x7f.1",
  ];
  for (const address of special) assert.notEqual(denialOf(address), null, address);
});

test("an IPv4 address hidden in IPv6 is judged as itself", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
      const hex = `::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      assert.equal(plainAddress(hex), address);
      assert.equal(denialOf(hex), denialOf(address));
    }),
  );
});

test("the operator's list opens a name, a name with port, an address, a range", async () => {
  const resolve = async (host: string): Promise<string[]> => (host === "inside.test" ? ["10.1.1.1"] : []);
  const passes = async (allow: string[], host = "inside.test", port = 443): Promise<boolean> =>
    "addresses" in (await makeDecide({ allow }, resolve)(host, port));
  assert.deepEqual(
    await Promise.all(
      [
        [],
        ["inside.test"],
        ["INSIDE.test:443"],
        ["inside.test:80"],
        ["10.1.1.1"],
        ["10.1.1.1:443"],
        ["10.1.1.1:80"],
        ["10.1.0.0/16"],
        ["10.2.0.0/16"],
        ["other.test"],
      ].map((allow) => passes(allow)),
    ),
    [false, true, true, false, true, true, false, true, false, false],
  );
  assert.deepEqual(await Promise.all([passes(["fd00::/8"], "fd00::5"), passes([], "fd00::5"), passes(["[fd00::5]:443"], "fd00::5")]), [
    true,
    false,
    true,
  ]);
});

test("names that resolve to nothing are told with the reason", async () => {
  const failing = makeDecide({ allow: [] }, async () => {
    throw Object.assign(new Error("x"), { code: "ENOTFOUND" });
  });
  assert.deepEqual(await failing("gone.test", 80), { unknown: "the name cannot be resolved (ENOTFOUND)" });
  assert.deepEqual(await makeDecide({ allow: [] }, async () => [])("empty.test", 80), { unknown: "the name has no address" });
});

test("a translated address beside a public one is passed over", async () => {
  const decide = makeDecide({ allow: [] }, async () => ["64:ff9b::5db8:d70e", "93.184.215.14"]);
  assert.deepEqual(await decide("public.test", 443), { addresses: ["93.184.215.14"] });
});

test("a number for a name, our own addresses and our neighbours are refused", async () => {
  const near = (address: string): string | null => (address === "45.33.32.1" ? "this machine's own address" : null);
  const decide = makeDecide({ allow: ["45.33.32.1:8080"] }, async (host) => [host === "own.test" ? "45.33.32.1" : "93.184.215.14"], near);
  for (const host of ["0x7f.1", "2130706433", "127.1", "1.2.3.4.5", "0x", "example.0x10", "2130706433."])
    assert.match(String(((await decide(host, 80)) as { refused?: string }).refused), /is a number that programs read/, host);
  assert.deepEqual(await decide("public.test.", 443), { addresses: ["93.184.215.14"] });
  assert.deepEqual(await decide("own.test", 443), { refused: "45.33.32.1 is this machine's own address" });
  assert.deepEqual(await decide("own.test", 8080), { addresses: ["45.33.32.1"] });
  for (const [name, list] of Object.entries(networkInterfaces()))
    for (const { address, internal } of list ?? []) if (!internal) assert.match(String(nearnessOf(address)), /own address/, name);
  assert.equal(nearnessOf("93.184.215.14"), null);
});

test("this deployment's own database is refused by whatever name, on a public address too, unless the operator lists it", async () => {
  const where: Record<string, string> = { "db.stoa.test": "93.184.215.14", "alias.test": "93.184.215.14", "other.test": "45.33.32.1" };
  const resolve = async (host: string): Promise<string[]> => [where[host] ?? "45.33.32.2"];
  const own = [{ host: "db.stoa.test", port: 5_432, what: "this deployment's database" }];
  const decide = makeDecide({ allow: [], own }, resolve);
  const refused = { refused: "93.184.215.14 is this deployment's database" };
  for (const host of ["db.stoa.test", "alias.test", "93.184.215.14", "::ffff:93.184.215.14"])
    assert.deepEqual(await decide(host, 5_432), refused, host);
  assert.deepEqual(await decide("alias.test", 443), { addresses: ["93.184.215.14"] });
  assert.deepEqual(await decide("other.test", 5_432), { addresses: ["45.33.32.1"] });
  const listed = makeDecide({ allow: ["93.184.215.14:5432"], own }, resolve);
  assert.deepEqual(await listed("alias.test", 5_432), { addresses: ["93.184.215.14"] });
});

test("while the database's own name does not resolve, its last address is refused; before there was one, every address at its port", async () => {
  let down = true;
  const resolve = async (host: string): Promise<string[]> => {
    if (host === "db.stoa.test" && down) throw new Error("ESERVFAIL");
    return [host === "other.test" ? "45.33.32.1" : "93.184.215.14"];
  };
  const decide = makeDecide({ allow: [], own: [{ host: "db.stoa.test", port: 5_432, what: "this deployment's database" }] }, resolve);
  const perhaps = "is perhaps this deployment's database, whose name cannot be resolved now";
  assert.deepEqual(await decide("alias.test", 5_432), { refused: `93.184.215.14 ${perhaps}` });
  assert.deepEqual(await decide("other.test", 5_432), { refused: `45.33.32.1 ${perhaps}` });
  assert.deepEqual(await decide("alias.test", 443), { addresses: ["93.184.215.14"] });
  for (down of [false, true]) {
    assert.deepEqual(await decide("alias.test", 5_432), { refused: "93.184.215.14 is this deployment's database" });
    assert.deepEqual(await decide("other.test", 5_432), { addresses: ["45.33.32.1"] });
  }
});

test("a name the operator trusts may mean any address", async () => {
  const decide = makeDecide({ allow: [] }, async () => ["10.0.0.5", "127.0.0.1"]);
  assert.deepEqual(await decide("mirror.inside", 443, true), { addresses: ["10.0.0.5", "127.0.0.1"] });
  assert.deepEqual(await decide("mirror.inside", 443), { refused: "10.0.0.5 is a private address" });
});

const folder = mkdtempSync(join(tmpdir(), "stoa-gate-"));
after(() => rmSync(folder, { recursive: true }));

test("the gateway knows a box by its token alone, and only while it lives", async () => {
  const target = createServer((socket) => socket.end("data"));
  target.listen(0, "127.0.0.1");
  await once(target, "listening");
  const { port } = target.address() as AddressInfo;
  const gateway = await Gateway.open(folder, makeDecide({ allow: [`127.0.0.1:${port}`] }));
  const pass = gateway.issue({}, [{ host: "127.0.0.1", port }]);
  const say = async (line: string): Promise<string> => {
    const socket = connect(join(gateway.folder, "gate"));
    socket.on("error", () => {});
    socket.write(line);
    return (await buffer(socket)).toString();
  };
  assert.equal(await say(`${pass.token} 0 127.0.0.1\n`), "+data");
  assert.equal(await say(`${"0".repeat(64)} 0 127.0.0.1\n`), "");
  assert.equal(await say(`${pass.token} 1 127.0.0.1\n`), "");
  assert.equal(await say(`${pass.token} 0`), "");
  assert.equal(await say("GET / HTTP/1.1\r\n\r\n"), "");
  assert.deepEqual(pass.close(), [{ host: "127.0.0.1", port, address: "127.0.0.1", count: 1, bytesIn: 4, bytesOut: 0, refused: null }]);
  assert.equal(await say(`${pass.token} 0 127.0.0.1\n`), "");
  gateway.close();
  target.close();
});
