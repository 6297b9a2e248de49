import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { clearGroup, emptyGroups, ensureGroup, killGroup, membersOf, readControl, writeControl } from "./cgroup-files.ts";
import { readCgroupTree } from "./cgroup-tree.ts";
import { openCgroups } from "./cgroups.ts";

const { v1, v2 } = readCgroupTree();
const trees = Object.entries({ "version 1": v1.get("pids"), "version 2": v2?.own });
const asRoot = process.getuid?.() === 0;

for (const [version, own] of trees.filter((tree): tree is [string, string] => tree[1] !== undefined))
  test(
    `a group of ${version} is killed, and gone when it was cleared`,
    { skip: asRoot ? false : "as an ordinary user: only root makes one" },
    async () => {
      const folder = ensureGroup(join(own, `stoa-clear-${process.pid}`));
      const inner = ensureGroup(join(folder, "slot-0"));
      const child = spawn("sleep", ["73000"]);
      writeControl(inner, "cgroup.procs", child.pid ?? 0);
      killGroup(inner);
      assert.deepEqual(await once(child, "exit"), [null, "SIGKILL"]);
      // It begins nothing before it stands in the group: what it began outside would stay there.
      const deaf = spawn("sh", ["-c", "read go; trap '' TERM; sleep 73002 & wait"]);
      writeControl(inner, "cgroup.procs", deaf.pid ?? 0);
      deaf.stdin.end("go\n");
      while (membersOf(inner).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      await emptyGroups([inner], { onLong: (pids) => assert.fail(pids.join()), isOver: () => false });
      assert.deepEqual(membersOf(inner), []);
      const other = spawn("sleep", ["73001"]);
      writeControl(inner, "cgroup.procs", other.pid ?? 0);
      const ended = once(other, "exit");
      await clearGroup(folder);
      assert.deepEqual([await ended, existsSync(folder)], [[null, "SIGKILL"], false]);
    },
  );

const cpu = v1.get("cpu");
const whyNot = asRoot
  ? cpu === undefined
    ? "this machine: its control groups are of version 2"
    : false
  : "as an ordinary user: only root makes one";
test(
  "on version 1 a slot's part of the processors stands beside those of others, and is cleared by whoever comes next",
  { skip: whyNot },
  async () => {
    const name = `stoa-beside-${process.pid}`;
    const at = join(cpu ?? "", `${name}-slot-0`);
    const slot = openCgroups(name).slot("slot-0") ?? assert.fail("no group");
    const child = spawn("sleep", ["73003"]);
    const ended = once(child, "exit");
    slot.place(child.pid ?? 0);
    slot.setWeight("idle");
    assert.deepEqual(membersOf(at), [child.pid]);
    if (existsSync(join(at, "cpu.idle"))) assert.equal(readControl(at, "cpu.idle"), 1);
    slot.setWeight(30);
    assert.equal(readControl(at, "cpu.shares"), 307);
    await openCgroups(name).clear();
    assert.deepEqual([await ended, existsSync(at), existsSync(join(cpu ?? "", name))], [[null, "SIGKILL"], false, false]);
  },
);
