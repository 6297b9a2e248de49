import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { outcomeOf, run, specOf, type Changes, type Subject } from "./subject.ts";

export interface Target {
  server: Server;
  port: number;
}

/** A server that answers with what it was sent, then `-world`. */
export async function startTarget(): Promise<Target> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => socket.write(chunk)).on("end", () => socket.end("-world"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

/** A bash script that sends "hello" to a target and prints the answer, or `refused`. */
export const ask = (target: string): string =>
  `perl -MIO::Socket::INET -e '$SIG{PIPE} = "IGNORE"; $s = IO::Socket::INET->new(PeerAddr => "${target}") or do { print $! == 104 ? "broken\\n" : "refused\\n"; exit }; $! = 0; syswrite($s, "hello") and shutdown($s, 1) and do { local $/; $a = <$s> }; print length $a ? $a : $! ? "broken" : "empty", "\\n"'`;

/** Name, what it resolves to, and the word of the refusal. */
const forbidden: [string, string[], RegExp][] = [
  ["loopback.test", ["127.0.0.1"], /loopback/],
  ["private.test", ["10.1.2.3"], /private/],
  ["metadata.test", ["169.254.169.254"], /metadata/],
  ["carrier.test", ["100.64.1.1"], /shared/],
  ["multicast.test", ["224.0.0.251"], /multicast/],
  ["ula.test", ["fd00:ec2::254"], /unique local/],
  ["mapped.test", ["::ffff:127.0.0.1"], /loopback/],
  ["mapped-hex.test", ["::ffff:a9fe:a9fe"], /metadata/],
  ["nat64.test", ["64:ff9b::7f00:1"], /NAT64/],
  ["six.test", ["::1"], /this machine/],
  ["mixed.test", ["93.184.215.14", "192.168.1.1"], /private/],
];

/** The way out: declared names only, checked addresses only. The subject allows `open.test` and the target at 127.0.0.1. */
export function testEgress(subject: Subject, target: Target): void {
  subject.names.set("open.test", ["127.0.0.1"]);
  const declared = (host: string): Changes => ({ egress: [{ host, port: target.port }] });

  test("control: the target answers outside the box", async () => {
    const socket = connect({ port: target.port, host: "127.0.0.1", allowHalfOpen: true });
    socket.end("hello");
    assert.equal(await text(socket), "hello-world");
  });

  test("a declared host is reached by name, and the traffic is counted", async () => {
    const { stdout, end } = await run(subject, ask(`open.test:${target.port}`), declared("open.test"));
    assert.equal(stdout, "hello-world\n");
    assert.deepEqual(end.contacted, [
      { host: "open.test", port: target.port, address: "127.0.0.1", count: 1, bytesIn: 11, bytesOut: 5, refused: null },
    ]);
  });

  test("a declared address is reached unchanged", async () => {
    const { stdout } = await run(subject, ask(`127.0.0.1:${target.port}`), declared("127.0.0.1"));
    assert.equal(stdout, "hello-world\n");
  });

  test("undeclared hosts and ports are not there", async () => {
    const { stdout, end } = await run(
      subject,
      `${ask(`127.0.0.1:${target.port}`)}; ${ask("other.test:80")}; ${ask("open.test:81")}; getent hosts other.test || echo unknown`,
      declared("open.test"),
    );
    assert.equal(stdout, "refused\nrefused\nrefused\nunknown\n");
    assert.deepEqual(
      end.contacted.map(({ host, port, refused }) => [host, port, refused]),
      [["other.test", 0, "not declared"]],
    );
  });

  for (const [host, addresses, why] of forbidden) {
    test(`refused: ${host} (${addresses.join(", ")})`, async () => {
      if (host !== "loopback.test" && host !== "mapped.test") subject.names.set(host, addresses);
      else
        subject.names.set(
          host,
          addresses.map((address) => address.replace("127.0.0.1", "127.0.0.2")),
        );
      const { stdout, end } = await run(subject, ask(`${host}:${target.port}`), declared(host));
      assert.equal(stdout, "broken\n");
      assert.match(end.contacted[0]?.refused ?? "", why);
      assert.equal(end.contacted[0]?.address, null);
    });
  }
}

/** Names that change their answer, neighbours, load. */
export function testEgressMore(subject: Subject, target: Target): void {
  const declared = (host: string): Changes => ({ egress: [{ host, port: target.port }] });

  test("a name is resolved once for a connection: a second answer is never used", async () => {
    subject.names.set("rebinding.test", ["127.0.0.1"]);
    subject.onResolve = (host) => host === "rebinding.test" && subject.names.set(host, ["10.9.9.9"]);
    const { stdout, end } = await run(
      subject,
      `${ask(`rebinding.test:${target.port}`)}; ${ask(`rebinding.test:${target.port}`)}`,
      declared("rebinding.test"),
    );
    assert.equal(stdout, "hello-world\nbroken\n");
    assert.deepEqual(
      end.contacted.map(({ address, refused }) => address ?? refused),
      ["127.0.0.1", "10.9.9.9 is a private address"],
    );
  });

  test("a box cannot use another's way out", async () => {
    const owner = await subject.sandbox.start(specOf(subject, "echo up; sleep 20", declared("open.test")));
    await once(owner.stdout, "readable");
    const { stdout } = await run(subject, `${ask(`127.77.0.1:${target.port}`)}; getent hosts open.test || echo unknown`);
    assert.equal(stdout, "refused\nunknown\n");
    owner.stop("cancel");
    await outcomeOf(owner);
  });

  test("many connections at once, and large ones, come through whole", async () => {
    const script = `for i in {1..40}; do (${ask(`open.test:${target.port}`)}) & done; wait; curl -s -o /dev/null --max-time 1 telnet://open.test:${target.port} </dev/null; perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(PeerAddr => "open.test:${target.port}"); if (!fork) { $s->autoflush; print $s "x" x 65536 for 1 .. 160; shutdown $s, 1; exit } $n = 0; while (sysread $s, $b, 65536) { $n += length $b } print "$n\\n"'`;
    const { stdout } = await run(subject, script, declared("open.test"));
    const lines = stdout.trim().split("\n");
    assert.equal(lines.filter((line) => line === "hello-world").length, 40);
    assert.equal(lines.at(-1), String(160 * 65536 + 6));
  });
}
