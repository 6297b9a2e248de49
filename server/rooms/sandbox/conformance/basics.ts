import assert from "node:assert/strict";
import { mkdtemp, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { noCpuLimit } from "./lacking.ts";
import { outcomeOf, run, specOf, type Subject } from "./subject.ts";

/** Start, streams, environment, files, folders, end. */
export function testBasics(subject: Subject): void {
  testExits(subject);
  test("stdout, stderr and descriptor 3 stay apart", async () => {
    const seen = await run(subject, "echo out; echo err >&2; echo 'state {}' >&3; echo out2");
    assert.deepEqual([seen.stdout, seen.stderr, seen.messages], ["out\nout2\n", "err\n", "state {}\n"]);
  });

  test("the environment is exactly what was given", async () => {
    const env = { PATH: "/usr/bin:/bin", GREETING: "two words\nand a line", EMPTY: "" };
    const { stdout } = await run(subject, ["/usr/bin/env", "-0"], { env });
    const got = Object.fromEntries(
      stdout
        .split("\0")
        .filter(Boolean)
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
    assert.deepEqual(got, { ...env, PWD: "/tmp" });
  });

  test("stdin is empty and no other descriptor is open", async () => {
    const { stdout } = await run(subject, "cat; for n in {0..255}; do [ -e /proc/self/fd/$n ] && echo -n $n; done");
    assert.equal(stdout, "0123");
  });

  test("files, arguments and the working folder arrive; /app is read-only", async () => {
    const app = await mkdtemp(join(tmpdir(), "stoa-app-"));
    await writeFile(join(app, "data"), "from the artifact", { mode: 0o644 });
    const binds = [{ from: app, to: "/app", write: false }];
    const files = [
      { path: "/run/stoa/config.json", data: Buffer.from('{"a":1}') },
      { path: "/tmp/deep/er/x", data: Buffer.from("y") },
    ];
    const seen = await run(
      subject,
      ["/bin/bash", "-c", 'pwd; cat data /run/stoa/config.json /tmp/deep/er/x; printf "|%s" "$@"; touch /app/new', "name", "a b", ""],
      { binds, files, cwd: "/app" },
    );
    assert.equal(seen.stdout, '/app\nfrom the artifact{"a":1}y|a b|');
    assert.match(seen.stderr, /Read-only file system/);
    await rm(app, { recursive: true });
  });
}

function testExits(subject: Subject): void {
  test("exit codes and signals are told apart", async () => {
    for (const code of [0, 1, 7, 127, 200, 255]) {
      const { end } = await run(subject, `exit ${code}`);
      assert.deepEqual([end.exitCode, end.signal, end.hit], [code, null, null]);
    }
    // Ours tells them apart; bubblewrap and gVisor do not, and then both are said.
    const { launcher, tier } = subject.sandbox.capabilities;
    const exact = launcher === "native" && tier === "namespaces";
    for (const [signal, code] of [
      ["SEGV", 139],
      ["TERM", 143],
      ["KILL", 137],
    ] as const) {
      const killed = await run(subject, `kill -${signal} $$`);
      assert.deepEqual([killed.end.exitCode, killed.end.signal, killed.end.hit], [exact ? null : code, `SIG${signal}`, null]);
      const exited = await run(subject, `exit ${code}`);
      assert.deepEqual([exited.end.exitCode, exited.end.signal, exited.end.hit], [code, exact ? null : `SIG${signal}`, null]);
    }
  });
}

function testUsage(subject: Subject): void {
  test("usage is measured", async () => {
    const { end } = await run(subject, ["/usr/bin/perl", "-e", "my $x = 'x' x 30_000_000; 1 while (times)[0] + (times)[1] < 0.4; sleep 1"]);
    assert.ok(end.usage.cpuMicros > 250_000 && end.usage.cpuMicros < 3_000_000, String(end.usage.cpuMicros));
    assert.ok(end.usage.memoryPeakBytes > 30_000_000 && end.usage.memoryPeakBytes < 128 << 20, String(end.usage.memoryPeakBytes));
    assert.ok(end.usage.wallMs >= 1_350, String(end.usage.wallMs));
    const most = (end.usage.memoryPeakBytes / 1_024) * end.usage.wallMs;
    assert.ok(
      end.usage.memoryKibMs !== undefined && end.usage.memoryKibMs > most / 20 && end.usage.memoryKibMs <= most,
      String(end.usage.memoryKibMs),
    );
  });
}

/** What its end kills has used what it used, though nobody waits for it. */
function testUsageOfKilled(subject: Subject): void {
  const burns = "perl -e '$| = 1; 1 while (times)[0] + (times)[1] < 0.6; print qq(burnt\\n); sleep 60'";

  test("usage of what the program leaves behind is measured", { skip: noCpuLimit(subject) }, async () => {
    const { end } = await run(subject, `exec 4< <(${burns}); read -r said <&4; exit 3`);
    assert.equal(end.exitCode, 3);
    assert.ok(end.usage.cpuMicros > 400_000 && end.usage.cpuMicros < 3_000_000, String(end.usage.cpuMicros));
  });

  test("usage of a killed box is measured", { skip: noCpuLimit(subject) }, async () => {
    const box = await subject.sandbox.start(specOf(subject, `${burns}; exit 3`));
    await new Promise((resolve) => box.stdout.once("readable", resolve));
    box.kill();
    const { end } = await outcomeOf(box);
    assert.equal(end.hit, "cancel");
    assert.ok(end.usage.cpuMicros > 400_000 && end.usage.cpuMicros < 3_000_000, String(end.usage.cpuMicros));
  });
}

/** Folders, usage, refusals, many at once, slow readers. */
export function testStreams(subject: Subject): void {
  test("a writable folder keeps what the program wrote, as ours", async () => {
    const work = await mkdtemp(join(tmpdir(), "stoa-work-"));
    await mkdir(join(work, "sub"));
    const { end, stderr } = await run(subject, "umask 077; echo made > /work/sub/file; chmod 4755 /work/sub/file", {
      binds: [{ from: work, to: "/work", write: true }],
    });
    assert.match(stderr, /Operation not permitted/);
    assert.equal(end.exitCode, 1);
    assert.equal(await readFile(join(work, "sub/file"), "utf8"), "made\n");
    const made = await stat(join(work, "sub/file"));
    assert.deepEqual([made.uid, made.mode & 0o7777], [process.getuid?.(), 0o600]);
    await rm(work, { recursive: true });
  });

  testUsage(subject);
  testUsageOfKilled(subject);

  test("what cannot be started is refused, with the reason", async () => {
    const start = (more: object) => subject.sandbox.start({ ...specOf(subject, "true"), ...more });
    await assert.rejects(start({ root: "/nowhere/at/all" }), /cannot open \/nowhere\/at\/all/);
    await assert.rejects(start({ id: "Not an id" }), /the id of a box/);
    await assert.rejects(start({ env: { "A=B": "c" } }), /cannot be the name/);
    await assert.rejects(start({ command: ["a\0b"] }), /NUL/);
    await assert.rejects(start({ files: [{ path: "/etc/passwd", data: Buffer.from("x") }] }), /under \/run or \/tmp/);
    await assert.rejects(start({ files: [{ path: "/run/../etc/x", data: Buffer.from("x") }] }), /not a path inside/);
    assert.equal((await run(subject, "exit 0")).end.exitCode, 0);
  });

  test("twenty boxes at once do not mix", async () => {
    const boxes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        run(subject, `for i in {1..200}; do echo ${index}; echo ${index} >&2; done; ls /tmp; touch /tmp/${index}`),
      ),
    );
    boxes.forEach(({ stdout, stderr }, index) => {
      assert.equal(stdout, `${index}\n`.repeat(200));
      assert.equal(stderr, `${index}\n`.repeat(200));
    });
  });

  test("five megabytes come through whole, to a slow reader too", async () => {
    const box = await subject.sandbox.start(specOf(subject, "head -c 5000000 /dev/zero | tr '\\0' x; echo end >&2"));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { stdout, stderr } = await outcomeOf(box);
    assert.deepEqual([stdout.length, stderr], [5_000_000, "end\n"]);
  });

  test("background processes end with the program", async () => {
    const started = performance.now();
    const { end } = await run(subject, "(setsid sleep 300 >/dev/null 2>&1 3>&- &) ; sleep 0.1; exit 3");
    assert.equal(end.exitCode, 3);
    assert.ok(performance.now() - started < 10_000);
  });
}
