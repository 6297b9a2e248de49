// Run in the guest only (npm run test:guest): what systemd's machine gives each kind of user, seen from outside the boxes.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openSandbox } from "../../server/rooms/sandbox/index.ts";
import { outcomeOf, specOf, testRuntime, type Outcome, type Subject } from "../../server/rooms/sandbox/testing.ts";

const who = process.env["STOA_GUEST_WHO"] ?? "";
const delegated = who !== "quin";
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
  return pid === undefined ? undefined : join("/sys/fs/cgroup", read(`/proc/${pid}/cgroup`).trim().replace("0::", ""));
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await sleep(50);
  }
}

describe("control groups", () => {
  test("what is kept by the kernel and what is watched is said", () => {
    const { cgroups, watchedLimits, notes, uidPerSlot } = sandbox.capabilities;
    assert.deepEqual([cgroups, watchedLimits, uidPerSlot], delegated ? ["v2", [], who === "root"] : ["none", ["memory", "pids"], false]);
    const said = notes.filter((note) => /CPU|looking five times/.test(note));
    assert.equal(said.length, delegated ? 0 : 2, notes.join(" "));
  });

  test(
    "a box stands in a group with its limits, and nothing of it is left",
    { skip: delegated ? false : "as an ordinary user: this one has none" },
    async () => {
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
    },
  );

  test("kill -9 of the spawner leaves no process; another clears the groups and goes on", async () => {
    const spec = specOf(subject, "trap '' TERM HUP; (setsid sleep 74102 >/dev/null 2>&1 3>&- &); sleep 74102");
    const box = await sandbox.start(spec);
    const mark = "sleep\u000074102\u0000";
    const group = await until(() => groupOf(mark));
    const before = delegated ? read(join(group, "cgroup.procs")).split("\n").filter(Boolean) : [];
    assert.equal(before.length > 0, delegated);
    const spawner = readdirSync("/proc").find((name) => {
      const line = read(`/proc/${name}/cmdline`);
      return Number(name) !== process.pid && line.includes("spawner/main.ts") && line.includes(dataDir);
    });
    process.kill(Number(spawner), "SIGKILL");
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

/** A box after the spawner went: until it is up again, there is nobody to ask. */
async function restarted(): Promise<Outcome> {
  for (;;) {
    const box = await sandbox.start(specOf(subject, "exit 6")).catch(() => undefined);
    const outcome = box ? await outcomeOf(box) : undefined;
    if (outcome && outcome.end.hit !== "lost") return outcome;
    await sleep(200);
  }
}
