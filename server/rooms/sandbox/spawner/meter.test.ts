import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { processesWith } from "../conformance/escape/find-process.ts";
import { onlyWatched } from "../conformance/lacking.ts";
import { outcomeOf, run, specOf, type Subject } from "../conformance/subject.ts";
import { openSandbox } from "../index.ts";
import { testRuntime } from "../testing.ts";
import { writeControl } from "./cgroup-files.ts";
import { readCgroupTree } from "./cgroup-tree.ts";
import { Meter } from "./meter.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };
const { root } = await testRuntime("bash");
const dataDir = mkdtempSync(join(tmpdir(), "stoa-meter-"));
const folder = mkdtempSync("/var/tmp/stoa-meter-");
const sandbox = await openSandbox({ dataDir, slots: 1, egressPolicy: { allow: [] }, log });
const subject: Subject = { sandbox, root, names: new Map(), local: true, spawner: "" };
const skip = onlyWatched(subject, "memory");

after(async () => {
  await sandbox.close();
  for (const one of [dataDir, folder]) rmSync(one, { recursive: true });
});

const takes = (megabytes: number): string => `my @a; push @a, q(x) x 1_000_000 for 1 .. ${megabytes};`;
const perl = (program: string): string[] => ["/usr/bin/perl", "-e", program];

/** The group of memory around all slots, by a process of a box. */
async function groupAround(): Promise<string> {
  const mark = `7420${process.pid}`;
  const box = await sandbox.start(specOf(subject, `echo up; exec sleep ${mark}`));
  await once(box.stdout, "readable");
  const [pid = assert.fail("no process")] = await processesWith(mark);
  // It sees no mounts itself.
  writeFileSync(join(dataDir, "cgroup"), readFileSync(`/proc/${pid}/cgroup`));
  writeFileSync(join(dataDir, "mountinfo"), readFileSync("/proc/self/mountinfo"));
  const { v1, v2 } = readCgroupTree(dataDir);
  box.kill();
  await outcomeOf(box);
  return dirname(v1.get("memory") ?? v2?.own ?? assert.fail("no group"));
}

test("a box that is killed because memory ran out around it is lost, and has not met its own limit", { skip }, async () => {
  const around = await groupAround();
  const [file, none] = existsSync(join(around, "memory.max")) ? ["memory.max", "max"] : ["memory.limit_in_bytes", "-1"];
  writeControl(around, file, 48 << 20);
  const limits = { memoryBytes: 256 << 20 };
  const ends = [await run(subject, perl(takes(120)), { limits }), await run(subject, `perl -e '${takes(120)}'; sleep 20`, { limits })];
  writeControl(around, file, none);
  assert.deepEqual(
    ends.map(({ end }) => end.hit),
    ["lost", "lost"],
  );
  const { end } = await run(subject, perl(takes(120)), { limits: { memoryBytes: 64 << 20 } });
  assert.equal(end.hit, "memory");
});

test("what a held program used before its run is nobody's, also where no control group counts it", async () => {
  const burns = "$| = 1; 1 while (times)[0] + (times)[1] < 0.4; print qq(burnt\\n); sleep 60";
  const keeper = spawn("sh", ["-c", `perl -e '${burns}'; exit`], { stdio: ["ignore", "pipe", "inherit"], detached: true });
  const pid = keeper.pid ?? assert.fail("no process");
  await once(keeper.stdout, "data");
  const meter = new Meter(undefined, specOf(subject, "true").limits, { memoryBytes: 0, pids: (count) => count });
  meter.release(pid);
  process.kill(-pid, "SIGKILL");
  const { cpuMicros } = meter.usage(700_000, 0, 0);
  assert.ok(cpuMicros > 100_000 && cpuMicros <= 320_000, String(cpuMicros));
});

test("what the kernel takes back of an earlier box's pages is not counted off the next one's memory", { skip }, async () => {
  const limits = { memoryBytes: 160 << 20, wallMs: 120_000 };
  const binds = [{ from: folder, to: "/work", write: true }];
  const filled = await run(subject, "head -c 200000000 /dev/zero > /work/big && sync /work/big", { limits, binds });
  assert.equal(filled.end.exitCode, 0, filled.stderr);
  const { end } = await run(subject, perl(`${takes(120)} sleep 2`), { limits });
  assert.equal(end.hit, null);
  const mean = (end.usage.memoryKibMs ?? 0) / end.usage.wallMs / 1_024;
  assert.ok(mean > 40, `${mean} MiB of 115 for two seconds`);
});
