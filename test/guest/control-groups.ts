// Run in the guest only (npm run test:guest): what systemd's machine gives each kind of user, seen from outside the boxes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openSandbox, type Box } from "../../server/rooms/sandbox/index.ts";
import { outcomeOf, specOf, testRuntime, type Outcome, type Subject } from "../../server/rooms/sandbox/testing.ts";

const who = process.env["STOA_GUEST_WHO"] ?? "";
const delegated = who !== "quin";
/** Where this process stands is where a server started so would: `service` or `login`. */
const where = process.env["STOA_GUEST_WHERE"] ?? "";
/** A login of an ordinary user stands in the machine's systemd, which gives them nothing. */
const isBeside = delegated && !(who === "pat" && where === "login");
const log = { info: () => {}, warn: () => {}, error: () => {} };
const dataDir = mkdtempSync(join(tmpdir(), "stoa-guest-"));
const { root } = await testRuntime("bash");
const sandbox = await openSandbox({ dataDir, slots: 1, egressPolicy: { allow: [] }, log });
const subject: Subject = { sandbox, root, names: new Map(), local: true, spawner: "" };
after(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true });
});

/** The group of the tree, as a folder, that holds the process whose command line is this. */
function groupOf(commandLine: string): string | undefined {
  const pid = readdirSync("/proc").find((name) => /^\d+$/.test(name) && read(`/proc/${name}/cmdline`) === commandLine);
  return pid === undefined ? undefined : groupOfProcess(pid);
}

function groupOfProcess(pid: string | number): string {
  return join("/sys/fs/cgroup", read(`/proc/${pid}/cgroup`).trim().replace("0::", ""));
}

function pidOfSpawner(): number {
  const found = readdirSync("/proc").find((name) => {
    const line = read(`/proc/${name}/cmdline`);
    return Number(name) !== process.pid && line.includes("spawner/main.ts") && line.includes(dataDir);
  });
  return Number(found);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function beforeOf(unit: string): string[] {
  const whose = who === "root" ? [] : ["--user"];
  const shown = spawnSync("systemctl", [...whose, "show", "--property=Before", "--value", unit], { encoding: "utf8" });
  return shown.stdout.trim().split(" ");
}

async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await sleep(50);
  }
}

/** What a group has of the processor, of which the guest has one, while this process wants all of it for half a second. */
function partOf(group: string): number {
  const used = (): number => Number(/^usage_usec (\d+)$/m.exec(read(join(group, "cpu.stat")))?.[1]);
  const [before, began] = [used(), performance.now()];
  while (performance.now() - began < 500);
  return (used() - before) / 1_000 / (performance.now() - began);
}

const none = delegated ? false : "as an ordinary user: this one has none";

/** A box that computes without end, the scope its group stands in, and the group that weighs for all boxes. */
async function startLong(): Promise<{ box: Box; group: string; scope: string; weighed: string }> {
  const box = await sandbox.start(specOf(subject, ["/bin/bash", "-c", "while :; do :; done", "74103"]));
  const group = await until(() => groupOf("/bin/bash\u0000-c\u0000while :; do :; done\u000074103\u0000"));
  const scope = dirname(dirname(group));
  assert.match(scope, /\/stoa-[0-9a-f]{12}\.scope$/);
  return { box, group, scope, weighed: isBeside ? scope : dirname(group) };
}

describe("control groups", () => {
  test("what is kept by the kernel and what is watched is said", () => {
    const { cgroups, watchedLimits, notes, uidPerSlot } = sandbox.capabilities;
    assert.deepEqual([cgroups, watchedLimits, uidPerSlot], delegated ? ["v2", [], who === "root"] : ["none", ["memory", "pids"], false]);
    const said = notes.filter((note) => /CPU|looking five times/.test(note));
    assert.equal(said.length, delegated ? 0 : 2, notes.join(" "));
  });

  test("a box stands in a group with its limits, and nothing of it is left", { skip: none }, async () => {
    const box = await sandbox.start(
      specOf(subject, ["/usr/bin/sleep", "74101"], { limits: { memoryBytes: 96 << 20, pids: 40, cpuPercent: 50 } }),
    );
    const group = await until(() => groupOf("/usr/bin/sleep\u000074101\u0000"));
    assert.match(group, /\/stoa-[0-9a-f]{12}\/slot-0$/);
    const limits = ["memory.max", "memory.swap.max", "pids.max", "cpu.max"].map((file) => read(join(group, file)).trim());
    assert.deepEqual(limits, [String((96 + 16) << 20), "0", "44", "50000 100000"]);
    box.kill();
    assert.equal((await outcomeOf(box)).end.hit, "cancel");
    assert.equal(groupOf("/usr/bin/sleep\u000074101\u0000"), undefined);
  });

  test("a program that stands still at its memory limit is ended for it", { skip: none }, async () => {
    // Ever less is left for the files it reads, its own code among them, until the kernel takes back and reads again and does nothing else.
    const eats = "my @a; while (1) { push @a, 'x' x 100_000; open my $file, '<', $^X; 1 while sysread $file, my $data, 65_536 }";
    for (let round = 0; round < 2; round++) {
      const box = await sandbox.start(specOf(subject, ["/usr/bin/perl", "-e", eats], { limits: { memoryBytes: 64 << 20 } }));
      const { end } = await outcomeOf(box);
      assert.equal(end.hit, "memory");
      assert.ok(end.usage.wallMs < 20_000, String(end.usage.wallMs));
    }
  });

  test("kill -9 of the spawner leaves no process; another clears the groups and goes on", async () => {
    const spec = specOf(subject, "trap '' TERM HUP; (setsid sleep 74102 >/dev/null 2>&1 3>&- &); sleep 74102");
    const box = await sandbox.start(spec);
    const mark = "sleep\u000074102\u0000";
    const group = await until(() => groupOf(mark));
    const before = delegated ? read(join(group, "cgroup.procs")).split("\n").filter(Boolean) : [];
    assert.equal(before.length > 0, delegated);
    process.kill(pidOfSpawner(), "SIGKILL");
    assert.equal((await outcomeOf(box)).end.hit, "lost");
    await until(() => (groupOf(mark) === undefined ? true : undefined));
    const again = await restarted();
    assert.equal(again.end.exitCode, 6);
    assert.deepEqual(
      before.filter((pid) => existsSync(`/proc/${pid}`)),
      [],
    );
  });
});

describe("control groups: the part of all boxes", { skip: none }, () => {
  test("boxes stand beside the server, or it is said that they do not", async () => {
    const { box, scope } = await startLong();
    assert.match(groupOfProcess("self"), { service: /\.service$/, login: /\/session-\w+\.scope$/ }[where] ?? /^$/);
    assert.equal(dirname(scope) === dirname(groupOfProcess("self")), isBeside, `${scope}, ${groupOfProcess("self")}`);
    assert.equal(groupOfProcess(pidOfSpawner()), isBeside ? groupOfProcess("self") : join(scope, "stoa-spawner"));
    const said = sandbox.capabilities.notes.filter((note) => /as much of the processors as server/.test(note));
    assert.equal(said.length, isBeside ? 0 : 1);
    // At the end of the machine the server is stopped first, so that programs have their grace.
    if (isBeside) assert.ok(beforeOf(basename(scope)).includes(basename(groupOfProcess("self"))), beforeOf(basename(scope)).join(" "));
    box.kill();
    await outcomeOf(box);
  });

  test("together boxes weigh half of the server, and nothing while every one is long", async () => {
    const { box, group, weighed } = await startLong();
    const weights = (): string => ["cpu.idle", "cpu.weight"].map((file) => read(join(weighed, file)).trim()).join(" ");
    if (isBeside) assert.equal(read(join(groupOfProcess("self"), "cpu.weight")).trim(), "100");
    await until(() => weights().startsWith("1 ") || undefined);
    assert.equal(read(join(group, "cpu.idle")).trim(), "1");
    // systemd does so whenever it reads its units anew.
    if (isBeside) {
      writeFileSync(join(weighed, "cpu.idle"), "0");
      await until(() => weights().startsWith("1 ") || undefined);
    }
    if (isBeside) assert.ok(partOf(group) < 0.1, "the server waits for a long box");
    box.kill();
    await outcomeOf(box);
    const short = await sandbox.start(specOf(subject, ["/usr/bin/sleep", "74104"]));
    await until(() => groupOf("/usr/bin/sleep\u000074104\u0000"));
    assert.equal(weights(), "0 50");
    short.kill();
    await outcomeOf(short);
  });
});

/** A box after the spawner went: until it is up again, there is nobody to ask. */
async function restarted(): Promise<Outcome> {
  for (;;) {
    const box = await sandbox.start(specOf(subject, "exit 6")).catch(() => undefined);
    const outcome = box ? await outcomeOf(box) : undefined;
    if (outcome && outcome.end.hit !== "lost") return outcome;
    await sleep(200);
  }
}
