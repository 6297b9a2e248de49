import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readCgroupTree } from "./cgroup-tree.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-cgroup-"));
after(() => rmSync(folder, { recursive: true }));

function tree(cgroup: string, mountinfo: string): { v1: Record<string, string>; v2: unknown } {
  writeFileSync(join(folder, "cgroup"), cgroup);
  writeFileSync(join(folder, "mountinfo"), mountinfo);
  const { v1, v2 } = readCgroupTree(folder);
  return { v1: Object.fromEntries(v1), v2 };
}

test("version 2 under systemd, as on most machines", () => {
  const found = tree(
    "0::/user.slice/user-1000.slice/session-3.scope\n",
    "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n24 1 8:1 / / rw - ext4 /dev/sda1 rw\n",
  );
  assert.deepEqual(found, { v1: {}, v2: { mount: "/sys/fs/cgroup", own: "/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope" } });
});

test("hybrid: version 1 controllers, some mounted together, beside a unified tree", () => {
  const found = tree(
    "4:memory:/a/b\n3:cpu,cpuacct:/\n0::/\n",
    "31 30 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n32 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n33 30 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
  );
  assert.deepEqual(found, {
    v1: { memory: "/sys/fs/cgroup/memory/a/b", cpu: "/sys/fs/cgroup/cpu,cpuacct", cpuacct: "/sys/fs/cgroup/cpu,cpuacct" },
    v2: { mount: "/sys/fs/cgroup/unified", own: "/sys/fs/cgroup/unified" },
  });
});

test("a container that sees only its own part of the tree", () => {
  const found = tree("5:pids:/docker/abc\n", "40 30 0:30 /docker/abc /sys/fs/cgroup/pids ro - cgroup cgroup rw,pids\n");
  assert.deepEqual(found.v1, { pids: "/sys/fs/cgroup/pids" });
});
