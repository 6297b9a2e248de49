import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { test } from "node:test";
import { outcomeOf, run, specOf, type Subject } from "../conformance/subject.ts";
import { openSandbox, type Sandbox } from "../index.ts";
import { testRuntime } from "../testing.ts";
import { launcherPath } from "./native/build.mjs";

const log = { info: () => {}, warn: () => {}, error: () => {} };
const built = existsSync(launcherPath()) ? false : "this machine: the native launcher was not built";
const skip = process.getuid?.() === 0 ? built : "as an ordinary user: a keeper's folders are not to be read";

async function withSandbox(code: (subject: Subject & { sandbox: Sandbox }) => Promise<void>): Promise<void> {
  const { root } = await testRuntime("bash");
  const dataDir = mkdtempSync(join(tmpdir(), "stoa-stage-"));
  const sandbox = await openSandbox({ dataDir, slots: 1, launcher: "native", egressPolicy: { allow: [] }, log });
  try {
    await code({ sandbox, root, names: new Map(), local: true, spawner: "" });
  } finally {
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);

/** The keeper of the one slot: of a box, or of the next one. */
async function keeper(): Promise<number> {
  const below = (pid: number): number[] => childrenOf(pid).flatMap((child) => [child, ...below(child)]);
  const named = (pid: number): boolean => readFileSync(`/proc/${pid}/comm`, "utf8") === "stoa-keeper\n";
  for (const deadline = performance.now() + 5_000; performance.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 5))) {
    const [found] = below(process.pid).filter(named);
    if (found !== undefined) return found;
  }
  throw new Error("there is no keeper");
}

test("nothing of the machine is mounted where a box is, above its root neither", { skip }, async () => {
  await withSandbox(async (subject) => {
    const box = await subject.sandbox.start(specOf(subject, "echo up; exec sleep 60"));
    await once(box.stdout, "readable");
    const mounts = readFileSync(`/proc/${await keeper()}/mountinfo`, "utf8")
      .trim()
      .split("\n");
    const points = mounts.map((line) => line.split(" ")[4] ?? "");
    assert.ok(points.includes("/root/proc") && points.includes("/root/tmp"), points.join(" "));
    assert.deepEqual(
      points.filter((point) => !/^\/(tmp|state|queues)?$|^\/root(\/(dev|dev\/[a-z]+|tmp|run|proc|state|app))?$/.test(point)),
      [],
    );
    // Above the root there is no file system of a disk.
    const disks = mounts.filter((line) => / - (ext4|xfs|btrfs|overlay|virtiofs) /.test(line)).map((line) => line.split(" ")[4] ?? "");
    assert.deepEqual(
      disks.filter((point) => point !== "/root" && point !== "/root/app"),
      [],
    );
    box.kill();
    await outcomeOf(box);
  });
});

test("a keeper that is killed before its box is asked for costs nobody a box", { skip }, async () => {
  await withSandbox(async (subject) => {
    for (let round = 0; round < 5; round++) {
      process.kill(await keeper(), "SIGKILL");
      const { stdout, end } = await run(subject, `echo ${round}; exit ${round}`);
      assert.deepEqual([stdout, end.exitCode, end.hit], [`${round}\n`, round, null]);
    }
  });
});
