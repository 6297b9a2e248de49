import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { ask, type Target } from "./egress.ts";
import { forbidden, machine, nameOf, neighbour, ports, site } from "./neighbourhood/world.ts";
import { outcomeOf, run, specOf, type Changes, type Subject } from "./subject.ts";

const declared = (host: string, port: number): Changes => ({ egress: [{ host, port }] });

/** The same connect from outside a box: what makes a denial mean something. */
async function control(host: string, port: number): Promise<void> {
  const socket = connect({ host, port, allowHalfOpen: true });
  socket.end("hello");
  assert.equal(await text(socket), "hello-world", `${host} answers outside a box`);
}

/** The control succeeds, the box is cut off, and the reason is named. */
async function isRefused(subject: Subject, host: string, port: number, why: RegExp, outside = host): Promise<void> {
  await control(outside, port);
  const { stdout, end } = await run(subject, ask(`${host}:${port}`), declared(host, port));
  assert.match(stdout, /^(broken|refused)\n$/);
  assert.match(end.contacted[0]?.refused ?? "nothing was contacted", why);
  assert.deepEqual([end.contacted.length, end.contacted[0]?.address, end.contacted[0]?.forbidden], [1, null, true]);
}

/** Addresses no box may reach, each a real server; within the small network of `neighbourhood/`, asking its real name server. */
export function testNeighbours(subject: Subject): void {
  for (const host of ["open.example", "both.example", "six.example"]) {
    test(`control: ${host} is reached by a box that declares it`, async () => {
      await control(host, ports.echo);
      const { stdout, end } = await run(subject, ask(`${host}:${ports.echo}`), declared(host, ports.echo));
      assert.equal(stdout, "hello-world\n");
      assert.deepEqual([end.contacted.length, end.contacted[0]?.refused], [1, null]);
    });
  }

  for (const [address, why] of forbidden) {
    test(`refused: a name that means ${address}`, () => isRefused(subject, nameOf(address), ports.echo, why, address));
  }

  for (const [address, why] of forbidden.filter(([one]) => !one.includes(":"))) {
    test(`refused: ${address} itself, declared`, () => isRefused(subject, address, ports.echo, why));
  }

  for (const [host, why] of [
    ["own.example", /machine's own/],
    ["own-six.example", /machine's own/],
    ["own-private.example", /private/],
    ["loopback.example", /loopback/],
    ["loopback-six.example", /this machine/],
    ["mapped-own.example", /loopback/],
  ] as const) {
    test(`refused: our own services by ${host}`, async () => {
      const port = await openOwn();
      await isRefused(subject, host, port, why);
    });
  }

  for (const host of ["neighbour.example", "neighbour-six.example"]) {
    test(`refused: ${host}, public but on this machine's own network`, () => isRefused(subject, host, ports.echo, /neighbour/));
  }

  test("refused: an IPv4 address dressed as IPv6", () => isRefused(subject, "mapped.example", ports.echo, /metadata/));

  for (const host of ["mixed.example", "mixed-six.example"]) {
    test(`refused: ${host}, whose other address is public`, () => isRefused(subject, host, ports.echo, /private|unique local/));
  }
}

/** What no manifest names, public or not. */
export function testNeighboursUndeclared(subject: Subject, target: Target): void {
  test("what is not declared is not there, though it is a public server", async () => {
    await control(site.four, ports.echo);
    const asks = [
      `${site.four}:${ports.echo}`,
      `${neighbour.public4}:${ports.echo}`,
      `127.0.0.1:${target.port}`,
      `open.example:${ports.mail}`,
    ];
    const { stdout, end } = await run(subject, asks.map(ask).join("; "), declared("open.example", ports.echo));
    assert.equal(stdout, "refused\n".repeat(4));
    assert.deepEqual(end.contacted, []);
    const none = await run(subject, `${ask(`${site.four}:${ports.echo}`)}; ${ask(`open.example:${ports.echo}`)}`);
    assert.equal(none.stdout, "refused\nrefused\n");
    assert.deepEqual(
      none.end.contacted.map(({ host, port, refused }) => [host, port, refused]),
      [["open.example", 0, "not declared"]],
    );
  });
}

/** Names that change, spell themselves oddly or lead elsewhere. */
export function testNeighboursNames(subject: Subject): void {
  test("a name that changes between check and connect: the checked answer is dialled, the next connection is judged anew", async () => {
    const { stdout, end } = await run(
      subject,
      `${ask(`rebinding.example:${ports.echo}`)}; ${ask(`rebinding.example:${ports.echo}`)}`,
      declared("rebinding.example", ports.echo),
    );
    assert.equal(stdout, "hello-world\nbroken\n");
    assert.equal(await asked("rebinding.example"), 2);
    assert.deepEqual(
      end.contacted.map(({ address, refused }) => address ?? refused),
      [site.four, "169.254.169.254 is a link-local or metadata address"],
    );
    await control("169.254.169.254", ports.echo);
  });

  test("a name refused once is not asked again until it answers well", async () => {
    const { stdout, end } = await run(subject, ask(`early.example:${ports.echo}`), declared("early.example", ports.echo));
    assert.equal(stdout, "broken\n");
    assert.equal(await asked("early.example"), 1);
    assert.match(end.contacted[0]?.refused ?? "", /metadata/);
  });

  test("a redirect to a private address: not there when undeclared, refused by its name when declared", async () => {
    const inside = `http://${nameOf("10.99.0.1")}/`;
    assert.equal((await fetch(`http://open.example/to/${encodeURIComponent(inside)}`)).status, 200);
    const follow = (to: string): string =>
      `curl -sS -o /dev/null -L --max-time 10 http://open.example/to/${encodeURIComponent(to)} 2>&1 || echo; curl -sS -o /dev/null -w '%{http_code}\\n' http://open.example/`;
    const egress = [{ host: "open.example", port: ports.http }];
    const bare = await run(subject, follow("http://10.99.0.1/"), { egress });
    assert.match(bare.stdout, /Network is unreachable|Couldn't connect|Failed to connect/);
    const undeclared = await run(subject, follow(inside), { egress });
    assert.match(undeclared.stdout, /Could not resolve host/);
    assert.deepEqual(
      undeclared.end.contacted
        .map(({ host, refused }) => [host, refused])
        .toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
      [
        [nameOf("10.99.0.1"), "not declared"],
        ["open.example", null],
      ],
    );
    const both = await run(subject, follow(inside), { egress: [...egress, { host: nameOf("10.99.0.1"), port: ports.http }] });
    assert.match(both.stdout, /200\n$/);
    assert.deepEqual(
      both.end.contacted.map(({ host, refused }) => [host, refused]),
      [
        ["open.example", null],
        [nameOf("10.99.0.1"), "10.99.0.1 is a private address"],
      ],
    );
  });
}

/** Other spellings of a name, honest ones and others. */
export function testNeighboursSpellings(subject: Subject): void {
  test("mail's port, capitals, a final dot and a name beyond ASCII are reached", async () => {
    const reached = async (host: string, port: number, spelling = host): Promise<void> => {
      const { stdout } = await run(subject, ask(`${spelling}:${port}`), declared(host, port));
      assert.equal(stdout, "hello-world\n", spelling);
    };
    await reached("open.example", ports.mail);
    await reached("open.example", ports.echo, "OPEN.Example");
    await reached("open.example", ports.echo, "open.example.");
    await reached("OPEN.example", ports.echo, "open.example");
    await reached("xn--bcher-kva.example", ports.echo);
  });

  for (const host of ["0x7f.1", "2130706433", "017700000001", "127.1", "0xa9fea9fe"]) {
    test(`refused: ${host}, a number for a name`, async () => {
      const port = await openOwn();
      if (host !== "0xa9fea9fe") await control(host, port);
      const { stdout, end } = await run(subject, `${ask(`${host}:${port}`)}; ${ask(`127.77.0.1:${port}`)}`, declared(host, port));
      assert.match(stdout, /^(refused|broken)\nbroken\n$/);
      assert.match(end.contacted[0]?.refused ?? "", /is a number/);
    });
  }
}

/** What one box can do with the way out of another, and with ours. */
export function testNeighboursBoxes(subject: Subject): void {
  test("another box's servers and sockets are not there", async () => {
    const serve = `perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 1, LocalAddr => "0.0.0.0", LocalPort => 7171) or die; $| = 1; print "up\\n"; $c = $s->accept; print $c "in"'`;
    const other = await subject.sandbox.start(specOf(subject, serve));
    await once(other.stdout, "readable");
    const own = await run(
      subject,
      `${serve} & sleep 0.5; perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(PeerAddr => "127.0.0.1:7171") ? "mine\\n" : "none\\n"'`,
    );
    assert.match(own.stdout, /mine/);
    const { stdout } = await run(subject, `${ask("127.0.0.1:7171")}; ${ask(`${machine.public4}:7171`)}; grep -c @ /proc/net/unix`);
    assert.equal(stdout, "refused\nrefused\n0\n");
    other.stop("cancel");
    await outcomeOf(other);
  });
}

/** A server of the machine itself, on every address it has, as a database or our own pages would be. */
async function openOwn(): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => socket.write(chunk)).on("end", () => socket.end("-world"));
  });
  server.listen(0, "::");
  await once(server, "listening");
  after(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function asked(name: string): Promise<number> {
  return Number(await (await fetch(`http://open.example/asked/${name}`)).text());
}
