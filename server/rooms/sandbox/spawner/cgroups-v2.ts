import { closeSync, existsSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CgroupTree } from "./cgroup-tree.ts";
import {
  clearGroup,
  controlReader,
  emptyGroups,
  ensureGroup,
  filePagesReader,
  killGroup,
  membersOf,
  noStalls,
  readControl,
  stallReader,
  writeControl,
  type Cgroups,
  type GroupLimits,
  type SlotGroup,
} from "./cgroup-files.ts";
import { BoxesWeight, slotWeight, weightWriter, type Weight } from "./cpu-weight.ts";
import type { Scope } from "./scope-beside.ts";

const wanted = ["memory", "pids", "cpu"];
const period = 100_000;

/** Where the groups of boxes are made; in this process's own group when neither is given. */
export interface Where {
  /** Beside the unit of the server. */
  scope?: Scope | undefined;
  /** In one that this process went into, and the server did not. */
  isEntered?: boolean | undefined;
  /** Why systemd gave none beside the unit of the server, where it should have. */
  refused?: string | undefined;
}

const apart =
  "Programs together may take as much of the processors as server and database: systemd keeps the group of this login and theirs apart. " +
  "Started as a service (stoa service), server and database come first.";

/**
 * The unified tree. A group that hands its controllers down may hold no process itself: those in it move into a leaf.
 * Works in a scope beside ours, where systemd delegated our own group (Delegate=yes), or as root without systemd above us.
 */
export function openV2(tree: CgroupTree, name: string, { scope, isEntered = false, refused }: Where): Cgroups | undefined {
  if (!tree.v2) return undefined;
  const own = scope?.folder ?? leaveLeaf(tree.v2.own);
  const given = readFileSync(join(own, "cgroup.controllers"), "utf8").trim().split(/\s+/);
  const usable = wanted.filter((controller) => given.includes(controller));
  if (scope) writeControl(ensureGroup(join(own, "stoa-holder")), "cgroup.procs", scope.holder);
  else moveInto(ensureGroup(join(own, "stoa-spawner")), own);
  const handDown = usable.map((controller) => `+${controller}`).join(" ");
  writeControl(own, "cgroup.subtree_control", handDown);
  const root = ensureGroup(join(own, name));
  writeControl(root, "cgroup.subtree_control", handDown);
  const boxes = usable.includes("cpu") ? new BoxesWeight(scope ? scopeWriter(own) : weightWriter(root, "cpu.weight")) : undefined;
  return {
    layout: "v2",
    missing: wanted.filter((controller) => !usable.includes(controller)),
    notes: [...(isEntered && refused === undefined ? [apart] : []), ...(tellsStalls(root) || !usable.includes("memory") ? [] : [noStalls])],
    slot: (slot) => openSlot(slot, ensureGroup(join(root, slot)), new Set(usable), boxes),
    clear: () => clearGroup(root),
  };
}

function tellsStalls(folder: string): boolean {
  return stallReader(folder, "memory.pressure")() !== undefined;
}

/** systemd gives a scope the weight it knows of again whenever it reads its units anew. */
function scopeWriter(folder: string): (weight: Weight) => void {
  return weightWriter(folder, "cpu.weight", 5_000);
}

function moveInto(leaf: string, own: string): void {
  writeControl(leaf, "cgroup.procs", process.pid);
  if (moveOthers()) for (const pid of membersOf(own)) moveIfPossible(leaf, pid);
}

/** A spawner started by another one's leftover leaf works in the group above it. */
function leaveLeaf(own: string): string {
  return own.endsWith("/stoa-spawner") ? dirname(own) : own;
}

/** Only in a container whose first process is not systemd are the neighbours in our group ours to move. */
function moveOthers(): boolean {
  return process.getuid?.() === 0 && !existsSync("/run/systemd/system");
}

/** Kernel threads, which stand in the root of the tree, stay where they are. */
function moveIfPossible(leaf: string, pid: number): void {
  try {
    writeControl(leaf, "cgroup.procs", pid);
  } catch {
    // What holds us up is told by the write that hands the controllers down.
  }
}

function openSlot(slot: string, folder: string, usable: Set<string>, boxes: BoxesWeight | undefined): SlotGroup {
  let last: Partial<GroupLimits> = {};
  const peak = openPeak(folder);
  const read = {
    oomKills: controlReader(folder, "memory.events", "oom_kill"),
    ownOoms: controlReader(folder, "memory.events", "oom"),
    pidsRefused: controlReader(folder, "pids.events", "max"),
    memoryBytes: controlReader(folder, "memory.current"),
    cpuMicros: controlReader(folder, "cpu.stat", "usage_usec"),
  };
  const limit = (file: string, value: string): void => {
    if (existsSync(join(folder, file))) writeControl(folder, file, value);
  };
  return {
    place: (pid) => writeControl(folder, "cgroup.procs", pid),
    setLimits: (limits) => {
      if (usable.has("memory") && limits.memoryBytes !== last.memoryBytes) {
        limit("memory.swap.max", "0");
        limit("memory.max", String(limits.memoryBytes));
      }
      if (usable.has("pids") && limits.pids !== last.pids) limit("pids.max", String(limits.pids));
      if (usable.has("cpu") && limits.cpuPercent !== last.cpuPercent)
        limit("cpu.max", `${Math.round((limits.cpuPercent * period) / 100)} ${period}`);
      last = limits;
    },
    ...slotWeight(slot, usable.has("cpu") ? weightWriter(folder, "cpu.weight") : undefined, boxes),
    begin: () => peak.reset(),
    counters: () => ({
      oomKills: read.oomKills(),
      ownOoms: read.ownOoms(),
      pidsRefused: read.pidsRefused(),
      memoryBytes: read.memoryBytes(),
      memoryPeakBytes: peak.read(),
      cpuMicros: read.cpuMicros(),
    }),
    fileBytes: filePagesReader(folder),
    memoryStallMicros: stallReader(folder, "memory.pressure"),
    kill: () => killGroup(folder),
    empty: (watch) => emptyGroups([folder], watch),
  };
}

/** memory.peak can be reset per open file since Linux 6.12; before that a peak counts only when this box raised it. */
function openPeak(folder: string): { reset(): void; read(): number | undefined } {
  let fd: number | undefined;
  try {
    fd = openSync(join(folder, "memory.peak"), "r+");
    writeSync(fd, "0");
  } catch {
    if (fd !== undefined) closeSync(fd);
    return fallbackPeak(folder);
  }
  const file = fd;
  const buffer = Buffer.alloc(32);
  return {
    reset: () => void writeSync(file, "0"),
    read: () => Number(buffer.toString("latin1", 0, readSync(file, buffer, 0, 32, 0))),
  };
}

function fallbackPeak(folder: string): { reset(): void; read(): number | undefined } {
  let before = 0;
  return {
    reset: () => void (before = readControl(folder, "memory.peak") ?? 0),
    read: () => {
      const now = readControl(folder, "memory.peak");
      return now !== undefined && now > before ? now : undefined;
    },
  };
}
