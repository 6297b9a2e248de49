import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CgroupTree } from "./cgroup-tree.ts";
import {
  clearGroup,
  controlReader,
  controlWriter,
  emptyGroups,
  ensureGroup,
  filePagesReader,
  groupsBeside,
  killGroup,
  noStalls,
  writeControl,
  type Cgroups,
  type GroupLimits,
  type SlotGroup,
} from "./cgroup-files.ts";
import { weightWriter } from "./cpu-weight.ts";

const period = 100_000;

/** Version 1 controllers, each a tree of its own; `hybrid` when a unified tree stands beside them. */
export function openV1(tree: CgroupTree, name: string): Cgroups {
  const folders = new Map<string, string>();
  for (const controller of ["memory", "pids", "cpu", "cpuacct"]) {
    const own = tree.v1.get(controller);
    if (own !== undefined) folders.set(controller, ensureGroup(join(own, name)));
  }
  // Slots stand beside the server and the database, each by itself: in one group, what long boxes took would count for a new one too.
  const cpu = folders.get("cpu");
  const slotIn = (folder: string, slot: string): string => ensureGroup(folder === cpu ? `${folder}-${slot}` : join(folder, slot));
  return {
    layout: tree.v2 ? "hybrid" : "v1",
    missing: ["memory", "pids", "cpu"].filter((controller) => !folders.has(controller)),
    notes: folders.has("memory") ? [noStalls] : [],
    slot: (slot) => openSlot(new Map([...folders].map(([controller, folder]) => [controller, slotIn(folder, slot)]))),
    clear: async () => {
      const all = new Set([...folders.values(), ...(cpu === undefined ? [] : groupsBeside(cpu))]);
      await Promise.all([...all].map(clearGroup));
    },
  };
}

function openSlot(folders: Map<string, string>): SlotGroup {
  const all = [...new Set(folders.values())];
  const at = (controller: string): string => folders.get(controller) ?? "/nonexistent";
  const has = (controller: string): boolean => folders.has(controller);
  const swapCounted = has("memory") && existsSync(join(at("memory"), "memory.memsw.limit_in_bytes"));
  const resetPeak = has("memory") ? controlWriter(at("memory"), "memory.max_usage_in_bytes") : undefined;
  const read = {
    oomKills: controlReader(at("memory"), "memory.oom_control", "oom_kill"),
    pidsRefused: controlReader(at("pids"), "pids.events", "max"),
    memoryBytes: controlReader(at("memory"), "memory.usage_in_bytes"),
    memoryPeakBytes: controlReader(at("memory"), "memory.max_usage_in_bytes"),
    cpuNanos: controlReader(at("cpuacct"), "cpuacct.usage"),
  };
  let last: Partial<GroupLimits> = {};
  return {
    place: (pid) => all.forEach((folder) => writeControl(folder, "cgroup.procs", pid)),
    setLimits: (limits) => {
      if (has("memory") && limits.memoryBytes !== last.memoryBytes)
        setMemory(at("memory"), limits.memoryBytes, last.memoryBytes, swapCounted);
      if (has("pids") && limits.pids !== last.pids) writeControl(at("pids"), "pids.max", limits.pids);
      if (has("cpu") && limits.cpuPercent !== last.cpuPercent)
        writeControl(at("cpu"), "cpu.cfs_quota_us", Math.round((limits.cpuPercent * period) / 100));
      last = limits;
    },
    setWeight: has("cpu") ? weightWriter(at("cpu"), "cpu.shares") : () => {},
    rest: () => {},
    begin: () => resetPeak?.("0"),
    counters: () => ({
      oomKills: read.oomKills(),
      ownOoms: undefined,
      pidsRefused: read.pidsRefused(),
      memoryBytes: read.memoryBytes(),
      memoryPeakBytes: read.memoryPeakBytes(),
      cpuMicros: toMicros(read.cpuNanos()),
    }),
    fileBytes: filePagesReader(at("memory")),
    memoryStallMicros: () => undefined,
    kill: () => all.forEach(killGroup),
    empty: (watch) => emptyGroups(all, watch),
  };
}

/** The limit with swap may never be below the one without: the order of the two writes depends on the direction. */
function setMemory(folder: string, bytes: number, before: number | undefined, swapCounted: boolean): void {
  const files = ["memory.limit_in_bytes", ...(swapCounted ? ["memory.memsw.limit_in_bytes"] : [])];
  if (before !== undefined && bytes > before) files.reverse();
  for (const file of files) writeControl(folder, file, bytes);
}

function toMicros(nanos: number | undefined): number | undefined {
  return nanos === undefined ? undefined : Math.round(nanos / 1_000);
}
