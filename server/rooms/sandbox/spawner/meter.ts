import type { BoxLimits, Hit } from "../box.ts";
import { BoxWeight } from "./box-weight.ts";
import type { GroupCounters, SlotGroup } from "./cgroup-files.ts";
import { LeftPages } from "./left-pages.ts";
import { MemoryStall } from "./memory-stall.ts";
import { MemoryTime } from "./memory-time.ts";
import { watchTree } from "./watch.ts";

/** What stands in the group of a box beside its program. */
export interface Overhead {
  memoryBytes: number;
  /** Processes and threads of the machine for this many of the program. */
  pids(pids: number): number;
}

const refusedTicks = 5;
/** What the kernel takes back at a limit, at each reaching of it, is far less than the rest. */
const nearLimit = 15 / 16;
/** What earlier boxes left, as a part of the limit: more may be taken back while this one runs, and is looked at. */
const muchLeft = 1 / 16;
/** More than a launcher does for a box, and than Perl's clock of its own time is wrong by. */
const launcherMicros = 25_000;

const grew = (now: number | undefined, before: number | undefined): boolean => (now ?? 0) > (before ?? 0);

/** Sets a slot's limits for one box, and says what it used and which limit it met. */
export class Meter {
  readonly #group: SlotGroup | undefined;
  readonly #limits: BoxLimits;
  #before: GroupCounters | undefined;
  #last: GroupCounters | undefined;
  #sampledPeak = 0;
  #memoryTime = new MemoryTime(performance.now());
  readonly #memoryStall = new MemoryStall();
  readonly #memoryLimit: number;
  readonly #left: LeftPages;
  /** What was used before there was a run: nobody's. */
  #preparedCpu = 0;
  #isPatient: boolean;
  #watchedCpu = 0;
  #refused: number | undefined;
  #ticksRefused = 0;
  #weight = new BoxWeight();

  /** @param isPatient it has only what nobody else wants of the processors, until `release` */
  constructor(group: SlotGroup | undefined, limits: BoxLimits, overhead: Overhead, isPatient = false) {
    this.#isPatient = isPatient;
    this.#group = group;
    this.#limits = limits;
    this.#memoryLimit = limits.memoryBytes + overhead.memoryBytes;
    group?.setLimits({
      memoryBytes: this.#memoryLimit,
      pids: overhead.pids(limits.pids),
      cpuPercent: limits.cpuPercent,
    });
    group?.begin();
    this.#before = group?.counters();
    const held = this.#before?.memoryBytes ?? 0;
    this.#left = new LeftPages(held, held > this.#memoryLimit * muchLeft ? group?.fileBytes() : undefined);
    this.#refused = this.#before?.pidsRefused;
    this.#weigh(this.#before?.cpuMicros);
  }

  /** What was prepared below its keeper becomes a run: time and processor count from here, memory as it is. */
  release(keeper: number): void {
    const now = this.#group?.counters();
    const used = now?.cpuMicros ?? watchTree(keeper).cpuMicros;
    this.#preparedCpu = Math.max(0, used - (this.#before?.cpuMicros ?? 0));
    this.#before = now;
    this.#memoryTime = new MemoryTime(performance.now());
    this.#isPatient = false;
    this.#weigh(now?.cpuMicros);
  }

  /** No controller counts processes here: they are watched. */
  get watchesPids(): boolean {
    return this.#before?.pidsRefused === undefined;
  }

  /** Looks at a running box whose keeper is `pid`; gives the limit it must end for, or null. */
  tick(pid: number): Hit {
    const now = this.#group?.counters();
    const byKernel = now?.memoryBytes !== undefined;
    this.#seeLeft();
    if (byKernel) this.#seeMemory(this.#above(now.memoryBytes));
    this.#weigh(now?.cpuMicros);
    const ended = now && this.#ranOut(now);
    if (ended) return ended;
    const watched = byKernel && !this.watchesPids ? null : this.#watch(pid, byKernel);
    return watched ?? this.#countRefused(now?.pidsRefused);
  }

  /** The box is over and its slot is free. */
  rest(): void {
    this.#group?.rest();
  }

  /** The limit a box met that ended by itself, or null. */
  atEnd(seen: { over: boolean; full: boolean; refused: boolean; failed: boolean }): Hit {
    const now = this.#atLast();
    if (seen.over) return "output";
    const killedFor = now ? this.#killedFor(now) : null;
    if (killedFor !== null) return killedFor;
    if (seen.refused) return "pids";
    if (!seen.failed) return null;
    if (grew(now?.pidsRefused, this.#before?.pidsRefused)) return "pids";
    return seen.full ? "tmp" : null;
  }

  /**
   * @param cpu microseconds of the processes that were waited for
   * @param own those of the keeper, which are nobody's
   * @param peakKb kilobytes of the processes that were waited for
   */
  usage(cpu: number, own: number, peakKb: number): { cpuMicros: number; memoryPeakBytes: number; memoryKibMs?: number } {
    this.#seeLeft();
    const most = this.#atLast()?.memoryPeakBytes ?? 0;
    // Pages are taken back only where the limit is near: a lower peak holds all that was left at first.
    const peak = Math.max(0, most - (this.#isNear(most) ? this.#left.bytes : this.#left.first));
    const memoryKibMs = this.#memoryTime.upTo(performance.now());
    return {
      cpuMicros: this.#cpuOf(Math.max(0, Math.max(cpu, this.#watchedCpu) - this.#preparedCpu), own),
      memoryPeakBytes: Math.max(peak, this.#sampledPeak, peakKb * 1024),
      ...(memoryKibMs === undefined ? {} : { memoryKibMs }),
    };
  }

  /** Whom a box's end kills nobody waits for: what they used is in the group's counter alone, beside what launcher and keeper did. */
  #cpuOf(waitedFor: number, own: number): number {
    const all = (this.#atLast()?.cpuMicros ?? 0) - (this.#before?.cpuMicros ?? 0) - own;
    return all - waitedFor > launcherMicros ? all : waitedFor;
  }

  /** Read once: the box is over when it is asked for. */
  #atLast(): GroupCounters | undefined {
    return (this.#last ??= this.#group?.counters());
  }

  #seeMemory(bytes: number): void {
    this.#sampledPeak = Math.max(this.#sampledPeak, bytes);
    this.#memoryTime.see(bytes, performance.now());
  }

  #seeLeft(): void {
    if (this.#left.canShrink) this.#left.see(this.#group?.fileBytes());
  }

  /** The kernel kills also when memory runs out around a box that has not used its own, in a container or the machine: no fault of the program. */
  #killedFor({ oomKills, ownOoms, memoryPeakBytes = this.#memoryLimit }: GroupCounters): "memory" | "lost" | null {
    if (!grew(oomKills, this.#before?.oomKills)) return null;
    const isOwn = ownOoms === undefined ? this.#isNear(memoryPeakBytes) : grew(ownOoms, this.#before?.ownOoms);
    return isOwn ? "memory" : "lost";
  }

  #ranOut(now: GroupCounters): "memory" | "lost" | null {
    return this.#killedFor(now) ?? (this.#standsStill(now) ? "memory" : null);
  }

  /** Asked only near the limit, where hardly any box is. */
  #standsStill({ memoryBytes = 0 }: GroupCounters): boolean {
    return this.#memoryStall.see(this.#isNear(memoryBytes) ? this.#group?.memoryStallMicros() : undefined, performance.now());
  }

  #isNear(bytes: number): boolean {
    return bytes > this.#memoryLimit * nearLimit;
  }

  #weigh(cpuMicros: number | undefined): void {
    const used = (cpuMicros ?? 0) - (this.#before?.cpuMicros ?? 0);
    this.#group?.setWeight(this.#weight.next(used, this.#isPatient, performance.now()));
  }

  #watch(pid: number, memoryByKernel: boolean): Hit {
    const { pids, memoryBytes, cpuMicros } = watchTree(pid);
    this.#watchedCpu = Math.max(this.#watchedCpu, cpuMicros);
    if (!memoryByKernel) this.#seeMemory(memoryBytes);
    if (this.watchesPids && pids.length - 2 > this.#limits.pids) return "pids";
    return !memoryByKernel && memoryBytes > this.#limits.memoryBytes ? "memory" : null;
  }

  /** A program that is refused new processes over and over for a second is a fork bomb; a few refusals are its own affair. */
  #countRefused(refused: number | undefined): Hit {
    this.#ticksRefused = grew(refused, this.#refused) ? this.#ticksRefused + 1 : 0;
    this.#refused = refused;
    return this.#ticksRefused >= refusedTicks ? "pids" : null;
  }

  /** What a group holds above what is left in it of earlier boxes. */
  #above(bytes: number | undefined): number {
    return Math.max(0, (bytes ?? 0) - this.#left.bytes);
  }
}
