import { readFileSync } from "node:fs";

const pageBytes = 4096;
const tickMicros = 10_000;

/** What the processes below one process use now, read from /proc: for machines that give us no control groups. */
export interface Watched {
  pids: number[];
  memoryBytes: number;
  cpuMicros: number;
}

/** Walks the process tree below `pid` (itself not counted). Orphans stay in it: they belong to the box's own init. */
export function watchTree(pid: number): Watched {
  const found: Watched = { pids: [], memoryBytes: 0, cpuMicros: 0 };
  const todo = childrenOf(pid);
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    found.pids.push(next);
    found.memoryBytes += residentBytes(next);
    found.cpuMicros += cpuMicros(next);
    todo.push(...childrenOf(next));
  }
  return found;
}

function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
}

/** Resident without the pages of shared files, so that forks of one program do not count its code again. */
function residentBytes(pid: number): number {
  const [, resident = "0", shared = "0"] = read(`/proc/${pid}/statm`).split(" ");
  return (Number(resident) - Number(shared)) * pageBytes;
}

function cpuMicros(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(") ").pop()?.split(" ") ?? [];
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0) * tickMicros;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
