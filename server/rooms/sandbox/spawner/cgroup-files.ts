import { existsSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, rmdirSync, writeFileSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Weight } from "./cpu-weight.ts";

export interface GroupLimits {
  memoryBytes: number;
  pids: number;
  cpuPercent: number;
}

/** Counters of a slot's group; they only grow, except `memoryBytes`. Undefined where the kernel does not give it. */
export interface GroupCounters {
  /** Processes killed because memory ran out: this group's, or that of any around it, the machine's among them. */
  oomKills: number | undefined;
  /** How often this group's own limit could not be kept by taking something back. */
  ownOoms: number | undefined;
  pidsRefused: number | undefined;
  memoryBytes: number | undefined;
  memoryPeakBytes: number | undefined;
  cpuMicros: number | undefined;
}

/** The control groups of one slot. The launcher is placed once; limits are rewritten for each box. */
export interface SlotGroup {
  place(pid: number): void;
  setLimits(limits: GroupLimits): void;
  /** Its part of the processors beside the other slots. */
  setWeight(weight: Weight): void;
  /** No box runs in it. */
  rest(): void;
  /** Forgets the peak so far where the kernel can. */
  begin(): void;
  counters(): GroupCounters;
  /** Bytes of pages of files in it, which the kernel takes back at need. */
  fileBytes(): number | undefined;
  /** How long all that runs in it has waited for memory at once, ever; undefined where the kernel does not tell. */
  memoryStallMicros(): number | undefined;
  /** SIGKILL to all that stands in it. */
  kill(): void;
  /** Ends when nothing stands in it any more, killing what does. */
  empty(watch: EmptyWatch): Promise<void>;
}

export interface EmptyWatch {
  /** Told once what does not end for long, such as what waits for a disk. */
  onLong(pids: number[]): void;
  /** Nobody wants it empty any more. */
  isOver(): boolean;
}

export type Layout = "v1" | "v2" | "hybrid" | "none";

export interface Cgroups {
  layout: Layout;
  /** Limits among memory, pids, cpu that no controller keeps. */
  missing: string[];
  notes: string[];
  /** Makes or takes over the group of a slot. */
  slot(name: string): SlotGroup | undefined;
  /** Kills everything in all our groups, waits until it is gone and removes them. */
  clear(): Promise<void>;
}

export const noStalls =
  "A program stuck at its memory limit that the kernel does not end goes on until its time limit: this machine does not tell Stoa how long a program " +
  "waits for memory. Control groups version 2 tell it, on a kernel started with psi=1.";

/** Writes one control file; the text of the error names it. */
export function writeControl(folder: string, file: string, value: string | number): void {
  try {
    writeFileSync(join(folder, file), String(value));
  } catch (error) {
    throw new Error(`cannot write ${value} to ${join(folder, file)} (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
}

/** The number behind `key` in a flat keyed file, or the file's only number; undefined when it cannot be read. */
export function readControl(folder: string, file: string, key?: string): number | undefined {
  try {
    return valueIn(readFileSync(join(folder, file), "utf8"), key);
  } catch {
    return undefined;
  }
}

function valueIn(text: string, key: string | undefined): number | undefined {
  if (key === undefined) return Number(text);
  const line = text.split("\n").find((one) => one.startsWith(`${key} `));
  return line === undefined ? undefined : Number(line.slice(key.length + 1));
}

const page = Buffer.allocUnsafe(4_096);

/** As `readControl`, of a file that stays open: a reading is one system call, and every box is read before and after. */
export function controlReader(folder: string, file: string, key?: string): () => number | undefined {
  return openReader(folder, file, (text) => valueIn(text, key));
}

/** Microseconds that all that runs in a group waited at once for what a `*.pressure` file tells of (Documentation/accounting/psi.rst of Linux). */
export function stallReader(folder: string, file: string): () => number | undefined {
  return openReader(folder, file, (text) => {
    const total = /^full .*\btotal=(\d+)$/m.exec(text)?.[1];
    return total === undefined ? undefined : Number(total);
  });
}

export function filePagesReader(folder: string): () => number | undefined {
  return openReader(folder, "memory.stat", (text) => {
    const [active, inactive] = [valueIn(text, "active_file"), valueIn(text, "inactive_file")];
    return active === undefined || inactive === undefined ? undefined : active + inactive;
  });
}

function openReader(folder: string, file: string, valueOf: (text: string) => number | undefined): () => number | undefined {
  let fd: number;
  try {
    fd = openSync(join(folder, file), "r");
  } catch {
    return () => undefined;
  }
  return () => {
    try {
      return valueOf(page.toString("latin1", 0, readSync(fd, page, 0, page.length, 0)));
    } catch {
      return undefined;
    }
  };
}

/** Writes a file that stays open. */
export function controlWriter(folder: string, file: string): (value: string) => void {
  const fd = openSync(join(folder, file), "r+");
  return (value) => void writeSync(fd, value, 0);
}

export function membersOf(folder: string): number[] {
  try {
    return readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

export function ensureGroup(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

const longMs = 5_000;

/** Kills what stands in these folders, one slot's, and looks again until nothing does. */
export async function emptyGroups(folders: readonly string[], { onLong, isOver }: EmptyWatch): Promise<void> {
  const began = performance.now();
  for (let isLong = false; !isOver();) {
    const left = [...new Set(folders.flatMap(membersOf))];
    if (left.length === 0) return;
    folders.forEach(killGroup);
    if (!isLong && performance.now() - began > longMs) onLong(left);
    isLong = performance.now() - began > longMs;
    await new Promise((resolve) => setTimeout(resolve, isLong ? 1_000 : 10));
  }
}

/** Kills what lives in a folder of groups and removes it, deepest first. @throws Error when something will not die in 5 s. */
export async function clearGroup(folder: string): Promise<void> {
  const deadline = performance.now() + 5_000;
  for (const child of childrenOf(folder)) await clearGroup(join(folder, child));
  while (membersOf(folder).length > 0) {
    if (performance.now() > deadline) throw new Error(`processes in ${folder} do not end: ${membersOf(folder).join(" ")}`);
    killGroup(folder);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  removeGroup(folder);
}

/** The groups named after this one, `<name>-slot-0`, that stand beside it. */
export function groupsBeside(folder: string): string[] {
  const above = dirname(folder);
  return childrenOf(above).flatMap((name) => (name.startsWith(`${basename(folder)}-`) ? [join(above, name)] : []));
}

function childrenOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

/** Version 2 kills a group whole, in one step that no fork outruns; elsewhere, and before Linux 5.14, its processes one by one. */
export function killGroup(folder: string): void {
  const file = join(folder, "cgroup.kill");
  if (existsSync(file)) writeControl(folder, "cgroup.kill", 1);
  else killAll(membersOf(folder));
}

function killAll(pids: number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Already gone.
    }
  }
}

function removeGroup(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
