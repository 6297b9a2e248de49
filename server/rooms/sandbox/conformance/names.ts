import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { Resolver } from "node:dns/promises";
import { test } from "node:test";
import { encode } from "dns-packet";
import { ask } from "./egress.ts";
import { machine, neighbour, ports, site } from "./neighbourhood/world.ts";
import { run, type Changes, type Subject } from "./subject.ts";

const wild: Changes = { egress: [{ host: "*.wild.example", port: ports.echo }] };
const lookUp = (name: string): string => `getent ahosts ${name} | sed 's/ .*//' | sort -u | head -1 | grep . || echo unknown`;

/** Names under a wildcard, and what a name server that asks nobody lets through: nothing. Within the small network. */
export function testNames(subject: Subject): void {
  test("names below a wildcard are reached, however deep, each at an address of its own", async () => {
    const script = ["api.wild.example", "deep.down.wild.example", "API.Wild.Example."]
      .map((name) => ask(`${name}:${ports.echo}`))
      .join("; ");
    const { stdout, end } = await run(subject, `${script}; ${lookUp("api.wild.example")}; ${lookUp("deep.down.wild.example")}`, wild);
    const [one, two, three, first, second] = stdout.trim().split("\n");
    assert.deepEqual([one, two, three], ["hello-world", "hello-world", "hello-world"]);
    assert.ok(first?.startsWith("127.78.") && second?.startsWith("127.78.") && first !== second, stdout);
    const counts = end.contacted.map(({ host, port, count, refused }) => [host, port, count, refused]);
    assert.deepEqual(counts, [
      ["api.wild.example", ports.echo, 2, null],
      ["deep.down.wild.example", ports.echo, 1, null],
    ]);
  });

  test("a wildcard is not its own top, not a name that ends alike, not another port, and no address", async () => {
    const others = ["wild.example", "notwild.example", "open.example"].map((name) => ask(`${name}:${ports.echo}`));
    const addresses = [`127.78.0.9:${ports.echo}`, `127.0.0.1:${ports.echo}`, `${site.four}:${ports.echo}`].map(ask);
    const { stdout, end } = await run(subject, [...others, ...addresses, ask(`api.wild.example:${ports.mail}`)].join("; "), wild);
    assert.match(stdout, /^refused\nrefused\nrefused\n(broken|refused)\n(broken|refused)\nrefused\nrefused\n$/);
    assert.deepEqual(
      end.contacted.map(({ host, refused }) => [host, refused]),
      ["wild.example", "notwild.example", "open.example"].map((host) => [host, "not declared"]),
    );
  });

  test("a name below a wildcard is judged like any other", async () => {
    const { stdout, end } = await run(
      subject,
      ["inside", "metadata"].map((name) => ask(`${name}.wild.example:${ports.echo}`)).join("; "),
      wild,
    );
    assert.equal(stdout, "broken\nbroken\n");
    assert.deepEqual(
      end.contacted.map(({ refused, forbidden }) => [refused, forbidden]),
      [
        ["10.99.0.1 is a private address", true],
        ["fd00:ec2::254 is a private (unique local) address", true],
      ],
    );
  });

  test("two wildcards and a plain name share a port", async () => {
    const egress = ["*.example", "*.wild.example", "open.example"].map((host) => ({ host, port: ports.echo }));
    const script = ["open.example", "api.wild.example", "both.example"].map((name) => ask(`${name}:${ports.echo}`)).join("; ");
    const { stdout, end } = await run(subject, script, { egress });
    assert.equal(stdout, "hello-world\n".repeat(3));
    assert.deepEqual(
      end.contacted.map(({ host }) => host),
      ["open.example", "api.wild.example", "both.example"],
    );
  });
}

/** What leaves a box by looking names up or by datagrams: nothing. */
export function testTunnels(subject: Subject): void {
  test("nothing of a looked-up name leaves the box, though the name server outside answers whoever asks", async () => {
    const resolver = new Resolver();
    resolver.setServers([neighbour.private4]);
    assert.deepEqual(await resolver.resolve4("api.wild.example"), [site.four]);
    const before = await asked("leak-1.wild.example");
    await resolver.resolve4("leak-1.wild.example").catch(() => undefined);
    assert.equal(await asked("leak-1.wild.example"), before + 1, "control: the server counts who asks");
    await run(subject, `${lookUp("leak-1.wild.example")}; ${lookUp("leak-1.example")}`, wild);
    assert.deepEqual([await asked("leak-1.wild.example"), await asked("leak-1.example")], [before + 1, 0]);
  });

  test("datagrams go nowhere: not to a name server outside, not as a tunnel, not to many at once", async () => {
    assert.ok((await askByDatagram(neighbour.private4)) > 0, "control: the name server answers outside a box");
    const send = (to: string, port: number): string =>
      `perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Proto => "udp", PeerAddr => "${to}", PeerPort => ${port}) or do { print "none\\n"; exit }; print defined(send($s, "x" x 64, 0)) ? "sent" : "refused", "\\n"'`;
    const targets = [neighbour.private4, site.four, machine.public4, "224.0.0.251", "255.255.255.255", "10.99.0.1"];
    const { stdout } = await run(subject, targets.map((to) => send(to, ports.dns)).join("; "), wild);
    assert.match(stdout, /^((none|refused)\n){6}$/);
  });

  test("a flood of questions is paced, and what is not a question is not answered", async () => {
    const script = `perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Proto => "udp", PeerAddr => "127.0.0.1:53"); send $s, "x" x $_, 0 for 1, 11, 12, 40, 512; for (1 .. 3000) { send $s, pack("n6", $_, 256, 1, 0, 0, 0) . "\\x04n" . sprintf("%03d", $_ % 1000) . "\\x07example\\0" . pack("n2", 1, 1), 0 } print "sent\\n"'; ${lookUp("api.wild.example")}`;
    const { stdout, end } = await run(subject, script, wild);
    assert.match(stdout, /^sent\n(127\.78\.0\.0|unknown)\n$/);
    assert.ok(end.contacted.length <= 50, `${end.contacted.length} kept`);
  });
}

async function askByDatagram(server: string): Promise<number> {
  const socket = createSocket("udp4");
  socket.send(encode({ id: 7, type: "query", questions: [{ type: "A", name: "open.example" }] }), ports.dns, server);
  const [answer] = (await once(socket, "message")) as [Buffer];
  socket.close();
  return answer.length;
}

async function asked(name: string): Promise<number> {
  return Number(await (await fetch(`http://open.example/asked/${name}`)).text());
}
