import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** Where the kernel shows its control groups to this process: own folder of each v1 controller, and of the unified (v2) tree. */
export interface CgroupTree {
  v1: Map<string, string>;
  v2: { mount: string; own: string } | undefined;
}

/** @param proc the folder of a process in /proc; given by tests. Source: cgroups(7), proc_pid_mountinfo(5). */
export function readCgroupTree(proc = "/proc/self"): CgroupTree {
  const paths = readPaths(join(proc, "cgroup"));
  const tree: CgroupTree = { v1: new Map(), v2: undefined };
  for (const { root, mount, type, options } of readLines(join(proc, "mountinfo")).map(parseMount)) {
    if (type === "cgroup2") tree.v2 ??= { mount, own: below(mount, root, paths.get("") ?? "/") };
    if (type !== "cgroup") continue;
    for (const name of options.split(",")) {
      const path = paths.get(name);
      if (path !== undefined) tree.v1.set(name, below(mount, root, path));
    }
  }
  return tree;
}

/** Whether what matters most is limited by groups of version 1: a controller is in one of the two trees only. */
export function isVersion1({ v1 }: CgroupTree): boolean {
  return v1.has("memory") || v1.has("pids");
}

/** Our path in the tree of each controller; the unified tree has no name. */
function readPaths(file: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const line of readLines(file)) {
    const [, controllers = "", path = "/"] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    for (const controller of controllers.split(",")) paths.set(controller, path);
  }
  return paths;
}

function parseMount(line: string): { root: string; mount: string; type: string; options: string } {
  const [before = "", after = ""] = line.split(" - ");
  const [, , , root = "/", mount = ""] = before.split(" ");
  const [type = "", , options = ""] = after.split(" ");
  return { root, mount, type, options };
}

/** A container sees its part of a tree mounted; what lies outside it is the mount itself. */
function below(mount: string, root: string, path: string): string {
  const relative = posix.relative(root, path);
  return join(mount, relative.startsWith("..") ? "" : relative);
}

function readLines(path: string): string[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}
