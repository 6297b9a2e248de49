import { createHash } from "node:crypto";
import type { Cgroups } from "./cgroup-files.ts";
import { isVersion1, readCgroupTree } from "./cgroup-tree.ts";
import { openV1 } from "./cgroups-v1.ts";
import { openV2, type Where } from "./cgroups-v2.ts";

/** Finds the layout and makes our folder `name` in it; `none` with a note when the kernel or its owner does not let us. */
export function openCgroups(name: string, where: Where = {}): Cgroups {
  const notes = where.refused === undefined ? [] : [withoutScope(where.refused)];
  try {
    const tree = readCgroupTree();
    const found = isVersion1(tree) ? openV1(tree, name) : openV2(tree, name, where);
    if (found) return { ...found, notes: [...notes, ...found.notes] };
  } catch (error) {
    notes.push(`Control groups cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { layout: "none", missing: ["memory", "pids", "cpu"], notes, slot: () => undefined, clear: async () => {} };
}

const withoutScope = (why: string): string =>
  `systemd gave programs no scope beside the server (${why}): nothing keeps them from taking the processors that server and database need. ` +
  "Try systemd-run --scope true (with --user where root does not start Stoa); once that works, start Stoa again.";

/** The folder of control groups of the spawner that works in `dir`: the same at every start, so that a start clears what a kill left. */
export function groupName(dir: string): string {
  return `stoa-${createHash("sha256").update(dir).digest("hex").slice(0, 12)}`;
}
