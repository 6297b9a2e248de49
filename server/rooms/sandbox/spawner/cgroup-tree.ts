import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** Where the kernel shows its control groups to this process: own folder of each v1 controller, and of the unified (v2) tree. */
export interface CgroupTree {
  v1: Map<string, string>;
  v2: { mount: string; own: string } | undefined;
}

/** @param proc the folder of a process in /proc; given by tests. Source: cgroups(7), proc_pid_mountinfo(5). */
export function readCgroupTree(proc = "/proc/self"): CgroupTree {
  const paths = new Map<string, string>();
  for (const line of readLines(join(proc, "cgroup"))) {
    const [, controllers = "", path = "/"] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    for (const controller of controllers.split(",")) paths.set(controller, path);
  }
  const tree: CgroupTree = { v1: new Map(), v2: undefined };
  for (const line of readLines(join(proc, "mountinfo"))) {
    const [before = "", after = ""] = line.split(" - ");
    const [, , , root = "/", mount = ""] = before.split(" ");
    const [type, , options = ""] = after.split(" ");
    const own = (path: string): string => join(mount, posix.relative(root, path).startsWith("..") ? "" : posix.relative(root, path));
    if (type === "cgroup2") tree.v2 ??= { mount, own: own(paths.get("") ?? "/") };
    if (type !== "cgroup") continue;
    for (const name of options.split(",")) {
      const path = paths.get(name);
      if (path !== undefined) tree.v1.set(name, own(path));
    }
  }
  return tree;
}

function readLines(path: string): string[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}
