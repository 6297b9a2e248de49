import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { noCpuLimit, onlyWatched } from "./lacking.ts";
import { outcomeOf, run, specOf, type Outcome, type Subject } from "./subject.ts";

/** Every limit ends a box by its own name, and only then. */
export function testLimits(subject: Subject): void {
  test("a memory bomb is hit: memory", async () => {
    const { end } = await run(subject, ["/usr/bin/perl", "-e", "my @a; push @a, 'x' x 1_000_000 while 1"], {
      limits: { memoryBytes: 64 << 20 },
    });
    assert.equal(end.hit, "memory");
    assert.ok(end.usage.memoryPeakBytes > 32 << 20, String(end.usage.memoryPeakBytes));
  });

  test("a child that eats all memory ends the whole box", async () => {
    const { end } = await run(subject, "perl -e 'my @a; push @a, \"x\" x 1_000_000 while 1'; sleep 20", {
      limits: { memoryBytes: 64 << 20 },
    });
    assert.equal(end.hit, "memory");
    assert.ok(end.usage.wallMs < 15_000, String(end.usage.wallMs));
  });

  test("memory within the limit is no hit", async () => {
    const { end } = await run(subject, ["/usr/bin/perl", "-e", "my $x = 'x' x 40_000_000; print length $x"], {
      limits: { memoryBytes: 128 << 20 },
    });
    assert.deepEqual([end.hit, end.exitCode], [null, 0]);
  });

  test("a fork bomb is contained and hit: pids", async () => {
    const { end } = await run(subject, ["/usr/bin/perl", "-e", "while (1) { fork }"], { limits: { pids: 24, wallMs: 20_000 } });
    assert.equal(end.hit, "pids");
    assert.ok(end.usage.wallMs < 15_000, String(end.usage.wallMs));
  });

  test("as many processes as allowed can run", { skip: onlyWatched(subject, "pids") }, async () => {
    const many = (count: number) =>
      run(
        subject,
        [
          "/usr/bin/perl",
          "-e",
          `my $n = 0; for (1 .. ${count}) { my $pid = fork; last if !defined $pid; if (!$pid) { sleep 1; exit } $n++ } print $n; exit($n < ${count})`,
        ],
        { limits: { pids: 16 } },
      );
    const fits = await many(15);
    assert.deepEqual([fits.stdout, fits.end.hit], ["15", null]);
    const over = await many(40);
    assert.equal(over.end.hit, "pids");
    assert.ok(Number(over.stdout) < 17, over.stdout);
  });
}

/** Time, output, space, files, CPU. */
export function testEnds(subject: Subject): void {
  test("wall: SIGTERM first, and what it prints is kept", async () => {
    const { end, stdout } = await hitWall(subject, "trap 'echo bye; exit 5' TERM; echo up; while :; do sleep 0.1; done", 20_000);
    assert.deepEqual([end.exitCode, stdout], [5, "up\nbye\n"]);
  });

  test("wall: SIGKILL after the grace time", async () => {
    const { end, wallMs } = await hitWall(subject, "trap '' TERM; echo up; while :; do sleep 0.1; done", 500);
    assert.deepEqual([end.exitCode, end.signal], [null, "SIGKILL"]);
    assert.ok(end.usage.wallMs >= wallMs + 450 && end.usage.wallMs < wallMs + 6_000, String(end.usage.wallMs));
  });

  test("an output flood is cut and hit: output", async () => {
    const { end, stdout } = await run(subject, ["/usr/bin/yes"], { limits: { outputBytes: 1_000_000 } });
    assert.deepEqual([end.hit, stdout.length], ["output", 1_000_000]);
  });

  test("a full /tmp is hit: tmp", async () => {
    const { end, stderr } = await run(subject, "head -c 40000000 /dev/zero > /tmp/big", { limits: { tmpBytes: 4 << 20 } });
    assert.match(stderr, /No space left/);
    assert.deepEqual([end.hit, end.exitCode], ["tmp", 1]);
    const shared = await run(subject, "head -c 40000000 /dev/zero > /dev/shm/big", { limits: { tmpBytes: 4 << 20 } });
    assert.equal(shared.end.hit, "tmp");
  });

  test("too many small files are hit: tmp", async () => {
    const { end, stderr } = await run(subject, "for i in {1..400}; do : > /tmp/$i || exit 1; done", { limits: { tmpInodes: 200 } });
    assert.match(stderr, /No space left/);
    assert.deepEqual([end.hit, end.exitCode], ["tmp", 1]);
  });

  test("output over its rate waits and is whole", async () => {
    const { end, stdout } = await run(subject, "head -c 500000 /dev/zero | tr '\\0' x", { limits: { outputRate: 200_000 } });
    assert.deepEqual([end.hit, stdout.length], [null, 500_000]);
    assert.ok(end.usage.wallMs > 700, `${end.usage.wallMs} ms for 500,000 bytes at 200,000 a second`);
  });

  test("open files are limited", async () => {
    const { stdout } = await run(subject, "ulimit -n; ulimit -c", { limits: { openFiles: 99 } });
    assert.equal(stdout, "99\n0\n");
  });

  test("CPU is limited", { skip: noCpuLimit(subject) }, async () => {
    const { end } = await run(subject, ["/usr/bin/perl", "-e", "1 while (times)[0] + (times)[1] < 0.4"], { limits: { cpuPercent: 20 } });
    assert.equal(end.exitCode, 0);
    assert.ok(end.usage.wallMs > 1_400, String(end.usage.wallMs));
  });
}

/** A program that says `up` and waits, ended by the wall clock: longer is given where it takes longer to come up. */
async function hitWall(subject: Subject, command: string, graceMs: number): Promise<Outcome & { wallMs: number }> {
  for (let wallMs = 300; ; wallMs *= 2) {
    const outcome = await run(subject, command, { limits: { wallMs, graceMs } });
    assert.equal(outcome.end.hit, "wall");
    if (outcome.stdout.startsWith("up") || wallMs > 30_000) return { ...outcome, wallMs };
  }
}

/** Orders to stop. */
export function testStops(subject: Subject): void {
  test("stop ends a box in the same two steps", async () => {
    for (const reason of ["cancel", "shutdown"] as const) {
      const box = await subject.sandbox.start(specOf(subject, "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.1; done"));
      await new Promise((resolve) => box.stdout.once("readable", resolve));
      box.stop(reason);
      const { end, stdout } = await outcomeOf(box);
      assert.deepEqual([end.hit, end.exitCode, stdout], [reason, 0, "up\nbye\n"]);
    }
  });

  test("every process of the box is asked to stop, not only the first", async () => {
    const box = await subject.sandbox.start(
      specOf(subject, "trap 'exit $?' TERM; sh -c 'trap \"echo child; exit 7\" TERM; echo up; while :; do sleep 0.1; done'; echo not me"),
    );
    await new Promise((resolve) => box.stdout.once("readable", resolve));
    box.stop("cancel");
    const { end, stdout } = await outcomeOf(box);
    assert.deepEqual([end.hit, end.exitCode, stdout], ["cancel", 7, "up\nchild\n"]);
  });

  test("a program that has ended by itself was not stopped, however late its output is read", async () => {
    const folder = await mkdtemp(join(tmpdir(), "stoa-late-"));
    for (const megabytes of [1.5, 2, 2.5, 3]) {
      const done = join(folder, String(megabytes));
      const says = `syswrite STDOUT, 'x' x ${megabytes * 1e6}; open my $done, '>', '/work/${megabytes}'`;
      const spec = specOf(subject, ["/usr/bin/perl", "-e", says], { binds: [{ from: folder, to: "/work", write: true }] });
      const box = await subject.sandbox.start(spec);
      // What its pipe and those behind it do not take keeps it waiting: then it is no such program.
      for (let looks = 0; looks < 50 && !existsSync(done); looks++) await new Promise((resolve) => setTimeout(resolve, 50));
      const hasEnded = existsSync(done);
      await new Promise((resolve) => setTimeout(resolve, 300));
      box.stop("cancel");
      const { end } = await outcomeOf(box);
      if (hasEnded) assert.deepEqual([end.hit, end.exitCode], [null, 0], `${megabytes} MB`);
    }
    await rm(folder, { recursive: true });
  });

  test("kill gives no time", async () => {
    const spec = specOf(subject, "trap '' TERM; echo up; while :; do sleep 0.1; done", { limits: { graceMs: 20_000 } });
    const box = await subject.sandbox.start(spec);
    await new Promise((resolve) => box.stdout.once("readable", resolve));
    box.kill();
    const { end } = await outcomeOf(box);
    assert.deepEqual([end.hit, end.signal], ["cancel", "SIGKILL"]);
    assert.ok(end.usage.wallMs < 10_000, `${end.usage.wallMs} ms, where the grace time is 20 s`);
  });
}
