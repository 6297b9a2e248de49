import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { noCpuLimit } from "../conformance/lacking.ts";
import { outcomeOf, run, specOf, type Subject } from "../conformance/subject.ts";
import { openSandbox } from "../index.ts";
import { testRuntime } from "../testing.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };
const dataDir = mkdtempSync(join(tmpdir(), "stoa-weights-"));
const sandbox = await openSandbox({ dataDir, slots: 2, egressPolicy: { allow: [] }, log });
const subject: Subject = { sandbox, root: (await testRuntime("bash")).root, names: new Map(), local: true, spawner: "" };

after(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** On one processor, so that boxes must share: says how much of it this process had, a line each tenth of a second. */
const busy = (seconds: number): string =>
  `exec taskset -c 0 perl -e '$| = 1; my $n = 0; while ($n < ${seconds * 10}) { 1 while (times)[0] + (times)[1] < ($n + 1) / 10; $n++; print "$n\\n" }'`;

test("a box that has computed for a second gives way to one that just began", { skip: noCpuLimit(subject) }, async () => {
  // On a busy machine its first second takes long, and one that its time ended would be waited for without end.
  const long = await sandbox.start(specOf(subject, busy(60), { limits: { wallMs: 600_000 } }));
  const tenths: string[] = [];
  long.stdout.on("data", (bytes: Buffer) => tenths.push(...bytes.toString().trim().split("\n")));
  while (tenths.length < 13) await new Promise((resolve) => long.stdout.once("data", resolve));
  const before = tenths.length;
  const { stdout } = await run(subject, busy(1));
  const meanwhile = tenths.length - before;
  long.kill();
  await outcomeOf(long);
  assert.match(stdout, /\n10\n$/);
  assert.ok(meanwhile <= 2, `the long one had ${meanwhile} tenths of a second while the new one had 10`);
});
