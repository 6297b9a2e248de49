import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { outcomeOf, specOf, type Subject } from "../conformance/subject.ts";
import { openSandbox } from "../index.ts";
import { testRuntime } from "../testing.ts";
import { wall, wallIsAllowed } from "./wall.ts";

const asRoot = process.getuid?.() === 0;
const script = join(import.meta.dirname, "wall.pl");
const ip = (...args: string[]): string => execFileSync("ip", args, { encoding: "utf8" });
const [near, far] = [`stoa-wall-${process.pid}-a`, `stoa-wall-${process.pid}-b`];
const port = 7171;

/** A perl program that tries to connect until there is a way, and prints how that went. */
const dial = (address: string): string =>
  `use IO::Socket::INET; for (1 .. 300) { my $s = IO::Socket::INET->new(PeerAddr => "${address}:${port}", Timeout => 2); my $e = $! + 0; if ($s || $e != 101) { print $s ? "through" : "errno $e", "\\n"; exit } select undef, undef, undef, 0.1 } print "no way\\n"`;

/** Joins the network namespace of a process, or a named one, with the far one by a cable. */
function cable(name: string, network: number, target: { netns: string } | { pid: number }): void {
  ip(
    "link",
    "add",
    name,
    "netns",
    far,
    "type",
    "veth",
    "peer",
    "name",
    "out0",
    "netns",
    "netns" in target ? target.netns : String(target.pid),
  );
  ip("-n", far, "addr", "add", `10.251.${network}.1/24`, "dev", name);
  ip("-n", far, "link", "set", name, "up");
  const inside = "netns" in target ? ["--net=/run/netns/" + target.netns] : ["--target", String(target.pid), "--net"];
  for (const args of [`addr add 10.251.${network}.2/24 dev out0`, "link set out0 up", "link set lo up"])
    execFileSync("nsenter", [...inside, "ip", ...args.split(" ")]);
}

function processWith(mark: string): number | undefined {
  return readdirSync("/proc")
    .map(Number)
    .find((pid) => {
      try {
        return pid > 0 && readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith(`/usr/bin/perl\0-e\0${mark}`);
      } catch {
        return false;
      }
    });
}

describe("the second wall", { skip: asRoot ? false : "as an ordinary user: only root lays a cable into a box" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "stoa-wall-"));
  for (const name of asRoot ? [near, far] : []) ip("netns", "add", name);
  const listen = `use IO::Socket::INET; my $s = IO::Socket::INET->new(Listen => 9, LocalAddr => "0.0.0.0", LocalPort => ${port}, ReuseAddr => 1) or die; $| = 1; print "up\\n"; while (my $c = $s->accept) { close $c }`;
  const servers = (asRoot ? [near, far] : []).map((name) =>
    spawn("ip", ["netns", "exec", name, "perl", "-e", listen], { stdio: ["ignore", "pipe", "inherit"] }),
  );
  after(() => {
    for (const server of servers) server.kill("SIGKILL");
    for (const name of asRoot ? [near, far] : []) ip("netns", "delete", name);
    rmSync(folder, { recursive: true });
  });
  const fromNear = (address: string): string =>
    spawnSync("ip", ["netns", "exec", near, "perl", "-e", dial(address)], { encoding: "utf8" }).stdout.trim();

  test("the kernel takes its rules; they let nothing pass but by lo, where before everything passed", async () => {
    await Promise.all(servers.map((server) => once(server.stdout as NodeJS.ReadableStream, "data")));
    assert.equal(wallIsAllowed(), true);
    cable("cable1", 1, { netns: near });
    assert.equal(fromNear("10.251.1.1"), "through", "control: without the wall the cable carries");
    const build = "require $ARGV[0]; my $why = build_wall($ARGV[1]); die $why if defined $why";
    execFileSync("ip", ["netns", "exec", near, "perl", "-e", build, script, wall.toString("hex")]);
    assert.equal(fromNear("10.251.1.1"), "errno 110");
    assert.equal(fromNear("127.0.0.1"), "through");
    const inwards = spawnSync("ip", ["netns", "exec", far, "perl", "-e", dial("10.251.1.2")], { encoding: "utf8" });
    assert.notEqual(inwards.stdout.trim(), "through");
  });

  test("a box into which somebody lays a cable still reaches nothing by it", async () => {
    const { root } = await testRuntime("bash");
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const sandbox = await openSandbox({ dataDir: folder, slots: 1, egressPolicy: { allow: [] }, log });
    after(() => sandbox.close());
    assert.equal(sandbox.capabilities.networkWall, true);
    const subject: Subject = { sandbox, root, names: new Map(), local: true, spawner: join(folder, "sandbox", "spawner.sock") };
    const mark = `my $wall = ${process.pid}; $| = 1; print "up\\n";`;
    const box = await sandbox.start(specOf(subject, ["/usr/bin/perl", "-e", `${mark} ${dial("10.251.2.1")}`]));
    await once(box.stdout, "readable");
    const pid = processWith(mark);
    assert.ok(pid, "the box's program is seen from outside");
    cable("cable2", 2, { pid });
    assert.equal((await outcomeOf(box)).stdout, "up\nerrno 110\n");
  });
});
