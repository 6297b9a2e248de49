import { readdirSync, readFileSync } from "node:fs";
import { transaction, type Ctx } from "../../server/base/index.ts";
import { round } from "./figures.ts";
import { listBackends } from "./store.ts";

const tickMs = 10;

/** What a process of a bench is. What ended counts with whoever waited for it: `programs` are those, with all that made their boxes. */
type Part = "server" | "spawner" | "launcher" | "programs" | "database" | "other";
export type ProcessorTimes = Partial<Record<Part, number>>;

interface Stat {
  pid: number;
  parent: number;
  name: string;
  own: number;
  waitedFor: number;
}

/** Processor time so far in milliseconds, by what the processes of this bench are. */
export async function readProcessorTimes(engine: Ctx): Promise<ProcessorTimes> {
  const backends = new Set(await transaction(engine, ({ tx }) => listBackends(tx)));
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? readStat(Number(name)) : []));
  const ours = new Set([process.pid]);
  for (let before = 0; before < ours.size;) {
    before = ours.size;
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid);
  }
  const times: ProcessorTimes = {};
  const add = (part: Part, ms: number): void => void (times[part] = (times[part] ?? 0) + ms);
  for (const one of all) {
    if (backends.has(one.pid)) add("database", one.own);
    else if (ours.has(one.pid)) addOwn(one, add);
  }
  return times;
}

function addOwn({ pid, name, own, waitedFor }: Stat, add: (part: Part, ms: number) => void): void {
  const starts = name === "bare" || name === "stoa-launcher";
  const part = pid === process.pid ? "server" : starts ? "launcher" : isSpawner(pid) ? "spawner" : "other";
  add(part, own);
  if (starts) add("programs", waitedFor);
}

function isSpawner(pid: number): boolean {
  return read(`/proc/${pid}/cmdline`).includes("spawner/main.ts");
}

/** What each part used between two looks, in milliseconds a run. */
export function perRun(before: ProcessorTimes, after: ProcessorTimes, runs: number): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([part, ms]) => [part, round((ms - (before[part as Part] ?? 0)) / runs)]));
}

function readStat(pid: number): Stat[] {
  const [, name, rest] = /^\d+ \((.*)\) (.*)/s.exec(read(`/proc/${pid}/stat`)) ?? [];
  if (name === undefined || rest === undefined) return [];
  const fields = rest.split(" ").map(Number);
  const [user = 0, system = 0, waitedUser = 0, waitedSystem = 0] = fields.slice(11, 15);
  return [{ pid, parent: fields[1] ?? 0, name, own: (user + system) * tickMs, waitedFor: (waitedUser + waitedSystem) * tickMs }];
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
