import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, describe, test } from "node:test";
import { outcomeOf, run, specOf, type Subject } from "../conformance/subject.ts";
import { openSandbox, type Box, type Sandbox } from "../index.ts";
import { testRuntime } from "../testing.ts";
import { readCgroupTree } from "./cgroup-tree.ts";
import { groupName } from "./cgroups.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };
const { root } = await testRuntime("bash");
const folders: string[] = [];
const sandboxes: Sandbox[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stoa-spawner-"));
  folders.push(folder);
  return folder;
}

async function open(dataDir = newFolder(), slots = 2): Promise<Subject & { sandbox: Sandbox; dataDir: string }> {
  const sandbox = await openSandbox({ dataDir, slots, egressPolicy: { allow: [] }, log });
  sandboxes.push(sandbox);
  return { sandbox, root, names: new Map(), local: true, spawner: "", dataDir };
}

/** Process ids whose command line holds a text; with `at` it begins with it, so that a shell that is about to become the program is none. */
function pidsWith(text: string, at?: "start"): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return at ? line.startsWith(text) : line.includes(text);
      } catch {
        return false;
      }
    });
}

const uidOf = (pid: number): string => /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";

async function gone(text: string, ms: number): Promise<boolean> {
  for (const deadline = performance.now() + ms; performance.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 20)))
    if (pidsWith(text).length === 0) return true;
  return false;
}

async function there(text: string, count: number): Promise<void> {
  const seen = (): number => pidsWith(text, "start").length;
  for (const deadline = performance.now() + 30_000; seen() !== count; await new Promise((resolve) => setTimeout(resolve, 20)))
    assert.ok(performance.now() < deadline, `${seen()} processes, not ${count}`);
}

/** A box that sleeps under a number found nowhere else, with a daemon that ignores signals. */
async function sleeper(subject: Subject, mark: string): Promise<Box> {
  const box = await subject.sandbox.start(
    specOf(subject, `(trap '' TERM HUP; setsid sleep ${mark}1 >/dev/null 2>&1 3>&- &); echo up; trap '' TERM; sleep ${mark}2`),
  );
  await once(box.stdout, "readable");
  await there(`sleep\0${mark}`, 2);
  return box;
}

// A test that failed has not closed its own: this file would never end.
after(async () => {
  for (const sandbox of sandboxes) await sandbox.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("the spawner", () => {
  test("kill -9 of the spawner leaves nothing, its boxes are lost, and a new one takes over", async () => {
    const subject = await open();
    const boxes = [await sleeper(subject, "81011"), await sleeper(subject, "81012")];
    const [spawner] = pidsWith(join(subject.dataDir, "sandbox")).filter((pid) => pid !== process.pid);
    assert.ok(spawner);
    process.kill(spawner, "SIGKILL");
    const ends = await Promise.all(boxes.map(outcomeOf));
    assert.deepEqual(
      ends.map(({ end }) => [end.hit, end.exitCode]),
      [
        ["lost", null],
        ["lost", null],
      ],
    );
    assert.ok(await gone("sleep\u00008101", 2_000), "no process of the boxes is left");
    const again = await restarted(subject);
    assert.equal(again.end.exitCode, 6);
    await subject.sandbox.close();
  });

  test("kill -9 of the client's process leaves nothing", async () => {
    const dataDir = newFolder();
    const script = join(dataDir, "client.ts");
    const imports = `import { openSandbox } from ${JSON.stringify(join(import.meta.dirname, "../index.ts"))};`;
    const spec = specOf({ root } as Subject, "sleep 820101");
    writeFileSync(
      script,
      `${imports}
const log = { info() {}, warn() {}, error() {} };
const sandbox = await openSandbox({ dataDir: ${JSON.stringify(dataDir)}, slots: 1, egressPolicy: { allow: [] }, log });
const box = await sandbox.start(${JSON.stringify(spec)});
for (const stream of [box.stdout, box.stderr, box.messages]) stream.resume();
console.log("up");
await box.ended;
`,
    );
    const client = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    await once(client.stdout, "data");
    await there("sleep\u0000820101", 1);
    client.kill("SIGKILL");
    assert.ok(await gone("sleep\u0000820101", 3_000), "the box is gone");
    assert.ok(await gone(join(dataDir, "sandbox"), 3_000), "the spawner is gone");
  });

  test("a launcher that is killed loses only its own box and is replaced", async () => {
    const subject = await open();
    const [doomed, other] = [await sleeper(subject, "83011"), await sleeper(subject, "83012")];
    const launcher = launcherOf(pidsWith("sleep\u0000830112")[0] ?? 0);
    process.kill(launcher, "SIGKILL");
    const lost = await outcomeOf(doomed);
    assert.deepEqual([lost.end.hit, lost.end.exitCode], ["lost", null]);
    assert.ok(await gone("sleep\u000083011", 2_000));
    assert.equal(pidsWith("sleep\u000083012").length, 2);
    assert.equal((await restarted(subject)).end.exitCode, 6);
    other.stop("cancel");
    await outcomeOf(other);
    await subject.sandbox.close();
  });

  test("a client that falls silent loses its boxes", async () => {
    const subject = await open();
    const spec = { ...specOf(subject, "sleep 840101"), hasState: false, token: "", gate: "" };
    const socket = connect(join(subject.dataDir, "sandbox/spawner.sock"));
    const frame = (type: string, text = ""): Buffer => {
      const head = Buffer.from(`${type}0000`);
      head.writeUInt32BE(Buffer.byteLength(text), 1);
      return Buffer.concat([head, Buffer.from(text)]);
    };
    socket.write(Buffer.concat([frame("B", JSON.stringify(spec)), frame("G")]));
    await once(socket, "data");
    const started = performance.now();
    let said = "";
    socket.on("data", (chunk: Buffer) => (said += chunk.toString("latin1")));
    await once(socket, "close");
    assert.match(said, /"hit":"lost"/);
    assert.ok(performance.now() - started > 8_000);
    assert.deepEqual(pidsWith("sleep\u0000840101"), []);
    await subject.sandbox.close();
  });
});

test(
  "no two slots of a machine share a user, whosever they are",
  { skip: process.getuid?.() === 0 ? false : "as an ordinary user: there is one user" },
  async () => {
    const subjects = [await open(), await open()];
    const marks = ["86011", "86012", "86013", "86014"];
    const boxes = await Promise.all(marks.map((mark, index) => sleeper(subjects[index % 2] as Subject, mark)));
    const users = marks.flatMap((mark) => pidsWith(`sleep\0${mark}`).map((pid) => uidOf(pid)));
    assert.deepEqual([users.length, new Set(users).size], [8, 4], users.join(" "));
    for (const box of boxes) box.kill();
    await Promise.all(boxes.map(outcomeOf));
    for (const { sandbox } of subjects) await sandbox.close();
  },
);

test("a box finds its slot's network as it was made: one in which anything was sent or tried is not another's", async () => {
  const subject = await open(newFolder(), 1);
  if (subject.sandbox.capabilities.launcher !== "native") return subject.sandbox.close();
  const look = "readlink /proc/self/ns/net; cat /proc/net/dev /proc/net/snmp /proc/net/snmp6; wc -l < /proc/net/tcp";
  const seen = async (before = ""): Promise<{ network: string; counters: string }> => {
    const [network = "", ...counters] = (await run(subject, `${before}${look}`)).stdout.split("\n");
    return { network, counters: counters.join("\n") };
  };
  const first = await seen();
  assert.match(first.counters, /lo: +0 +0 /);
  assert.deepEqual(await seen(), first);
  const uses = ["(: > /dev/tcp/127.0.0.1/9) 2>&-; ", "(: > /dev/tcp/192.0.2.7/9) 2>&-; "];
  for (const use of uses) {
    const used = await seen(use);
    assert.notEqual(used.counters, first.counters, use);
    const next = await seen();
    assert.equal(next.counters, first.counters, use);
    assert.notEqual(next.network, used.network, use);
  }
  await subject.sandbox.close();
});

/** Two listeners and both ends of a pair, each in flight in the queues of the pair: no process holds them when this ends. */
const leaveListening = `use Socket;
socket(my $tcp, AF_INET, SOCK_STREAM, 0); bind($tcp, sockaddr_in(8443, INADDR_ANY)) && listen($tcp, 4) || die "tcp: $!";
socket(my $unix, AF_UNIX, SOCK_STREAM, 0); bind($unix, pack("S a*", AF_UNIX, "\\0left-behind")) && listen($unix, 4) || die "unix: $!";
socketpair(my $one, my $other, AF_UNIX, SOCK_STREAM, 0) || die "pair: $!";
for my $by ($one, $other) {
  my $rights = pack("Q i i i4", 32, SOL_SOCKET, 1, map { fileno $_ } $one, $other, $tcp, $unix);
  my $byte = "x";
  my $pieces = pack("P Q", $byte, 1);
  my $message = pack("Q L x4 P Q P Q i x4", 0, 0, $pieces, 1, $rights, length $rights, 0);
  print syscall(${process.arch === "arm64" ? 211 : 46}, fileno $by, $message, 0), " ";
}`;

test("a socket that outlives its box in flight is not in the next one's network", async () => {
  const subject = await open(newFolder(), 1);
  for (let round = 0; round < 5; round++) {
    const left = await run(subject, ["/usr/bin/perl", "-e", leaveListening], { customer: "one" });
    assert.equal(left.stdout, "1 1 ", left.stderr);
    const next = await run(subject, "cat /proc/net/unix /proc/net/tcp", { customer: "other" });
    assert.match(next.stdout, /RefCount[^]*local_address/, next.stderr);
    assert.doesNotMatch(next.stdout, /left-behind|:20FB/);
  }
  await subject.sandbox.close();
});

describe("opening and closing", () => {
  test("nothing is left after close: no process, no control group, no folder of the gateway", async () => {
    const subject = await open();
    const running = await sleeper(subject, "85011");
    const ours = groupsOf(subject.dataDir, launcherOf(pidsWith("sleep\u000085011")[0] as number));
    assert.ok(ours.length > 0 || subject.sandbox.capabilities.cgroups === "none", "a running box stands in a group of ours");
    await subject.sandbox.close();
    assert.equal((await outcomeOf(running)).end.hit, "lost");
    assert.deepEqual(pidsWith("sleep\u000085011"), []);
    assert.deepEqual(
      pidsWith(subject.dataDir).filter((pid) => pid !== process.pid),
      [],
    );
    for (const folder of ours) assert.ok(!existsSync(folder), `${folder} is still there`);
    assert.deepEqual(
      readdirSync(join(subject.dataDir, "sandbox")).filter((name) => name.startsWith("gate-")),
      [],
    );
    await assert.rejects(subject.sandbox.start(specOf(subject, "true")), { code: "sandbox_unavailable" });
  });

  test("a long data folder works", async () => {
    const dataDir = join(newFolder(), "x".repeat(90), "y".repeat(60));
    mkdirSync(dataDir, { recursive: true });
    const subject = await open(dataDir);
    assert.equal((await outcomeOf(await subject.sandbox.start(specOf(subject, "exit 6")))).end.exitCode, 6);
    await subject.sandbox.close();
  });

  test(
    "Perl's launcher without bubblewrap does not open, and the fix is named",
    { skip: process.getuid?.() === 0 ? false : "as an ordinary user: only root hides bubblewrap" },
    async () => {
      const script = `import { openSandbox } from ${JSON.stringify(join(import.meta.dirname, "../index.ts"))};
await openSandbox({ dataDir: ${JSON.stringify(newFolder())}, slots: 1, launcher: "perl", egressPolicy: { allow: [] }, log: { info() {}, warn() {}, error() {} } }).catch((error) => console.log(error.code, error.message, error.fix));`;
      const file = join(newFolder(), "open.ts");
      writeFileSync(file, script);
      const hidden = spawn(
        "unshare",
        [
          "--mount",
          "sh",
          "-c",
          `mount -t tmpfs none /mnt && touch /mnt/bwrap && mount --bind /mnt/bwrap /usr/bin/bwrap && exec "$0" "$1"`,
          process.execPath,
          file,
        ],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      const [said] = (await once(hidden.stdout, "data")) as [Buffer];
      assert.match(said.toString(), /sandbox_unavailable.*bubblewrap is not installed.*apt-get install bubblewrap/);
    },
  );
});

async function restarted(subject: Subject): Promise<Awaited<ReturnType<typeof outcomeOf>>> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await outcomeOf(await subject.sandbox.start(specOf(subject, "exit 6")));
    } catch (error) {
      if (attempt > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function parentOf(pid: number): { pid: number; isLauncher: boolean } {
  const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  return { pid: parent, isLauncher: readFileSync(`/proc/${parent}/cmdline`, "utf8").startsWith("stoa slot") };
}

/** The topmost launcher above a process of a box; the keeper between them has the same name. */
function launcherOf(pid: number): number {
  let at = parentOf(pid);
  while (!at.isLauncher) at = parentOf(at.pid);
  while (parentOf(at.pid).isLauncher) at = parentOf(at.pid);
  return at.pid;
}

/** The folders of control groups that a process stands in and that belong to the spawner of a data folder. It sees no mounts itself. */
function groupsOf(dataDir: string, pid: number): string[] {
  const name = groupName(join(dataDir, "sandbox"));
  const proc = newFolder();
  writeFileSync(join(proc, "cgroup"), readFileSync(`/proc/${pid}/cgroup`));
  writeFileSync(join(proc, "mountinfo"), readFileSync("/proc/self/mountinfo"));
  const { v1, v2 } = readCgroupTree(proc);
  return [...v1.values(), v2?.own ?? ""]
    .filter((own) => own.includes(`/${name}/`))
    .map((own) => own.slice(0, own.indexOf(name) + name.length));
}
