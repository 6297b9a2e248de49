import type { LineHead } from "../store/claims.ts";
import type { Gate, Gates } from "./gates.ts";
import type { LimitTarget } from "./limit-rules.ts";
import { TimeHeap, type Timed } from "./time-heap.ts";

/** Runs of one customer that wait and may begin under the same limits with the same priority, oldest first. */
export interface Line extends LineHead {
  gates: readonly Gate[];
}

/** Runs of this line, at most so many. */
export interface LinePick {
  line: Line;
  most: number;
}

/** What is told of a run that a runner has. */
export interface HeldRun extends LimitTarget {
  runId: string;
  attempt: number;
}

interface LineRun extends HeldRun {
  lineId: string;
  priority: number;
  readyAt: number;
}

/** A customer that waits or runs; `time` is slot time used, in milliseconds over its weight: who has least is next. */
interface Share extends Timed {
  customerId: string;
  sideId: string;
  weight: number;
  /** What one run of this customer is expected to take; charged at its claim, corrected at its end. */
  expectedMs: number;
  running: number;
  lines: Line[];
  /** The round in which it last waited or ran. */
  seenIn: number;
  turns: number;
}

interface Charge {
  share: Share;
  gates: readonly Gate[];
  claimedAt: number;
  charged: number;
}

const firstGuessMs = 1_000;
/** Even the shortest run takes a start and an end. */
const leastMs = 10;
/** Of a customer's own runs the most urgent go first; every so many turns it is the oldest, so that none waits for ever. */
const oldestEvery = 8;

/**
 * Virtual time a customer (start-time fair queueing): kept in the leader's memory, begun anew by the next leader with what runs.
 * A customer that comes back from idling starts at the others' time: idling earns nothing. Limits are asked before a line is chosen.
 */
export class FairShares {
  readonly #shares = new Map<string, Share>();
  readonly #charges = new Map<string, Charge>();
  readonly #heap = new TimeHeap<Share>();
  readonly #gates: Gates;
  #promised = new Map<Share, number>();
  #aside: Share[] = [];
  #waiting = 0;
  #now = 0;
  #round = 0;

  constructor(gates: Gates) {
    this.#gates = gates;
  }

  /** Takes the table's word for what runs: ends what is gone, adds what is new. */
  observe(running: readonly HeldRun[], now: number): void {
    const seen = new Set<string>();
    for (const run of running) {
      const key = keyOf(run);
      seen.add(key);
      if (!this.#charges.has(key)) this.#start(run, now, { isNew: false });
    }
    for (const [key, charge] of this.#charges) if (!seen.has(key)) this.#end(key, charge, now);
  }

  /** Runs just claimed. @returns the gates they passed */
  charge(claims: readonly HeldRun[], now: number): Set<Gate> {
    const passed = new Set<Gate>();
    for (const run of claims) for (const gate of this.#start(run, now, { isNew: true }).gates) passed.add(gate);
    return passed;
  }

  /** Who waits, by the table: of all customers, or of those named. */
  line(heads: readonly LineHead[], now: number, of?: readonly string[]): void {
    const before = of ?? [...this.#shares.values()].filter((share) => share.lines.length > 0).map((share) => share.customerId);
    const lines = new Map<string, Line[]>();
    for (const head of heads) {
      const line = { ...head, gates: this.#gates.of(head, now) };
      const known = lines.get(head.customerId);
      if (known) known.push(line);
      else lines.set(head.customerId, [line]);
    }
    for (const customerId of before) if (!lines.has(customerId)) this.#leave(this.#shares.get(customerId));
    for (const own of lines.values()) this.#wait(own);
  }

  /**
   * Shares out free slots: who has least virtual time first, no limit passed; the last `kept` of them only to customers that have
   * nothing under way, so that nobody's long runs hold every slot. Followed by `charge` and `settle`.
   */
  choose(slots: number, now: number, kept = 0): LinePick[] {
    const chosen = new Map<Line, LinePick>();
    this.#round += 1;
    for (let given = 0; given < slots;) {
      const share = this.#heap.take();
      if (!share) break;
      const mayTake = slots - given > kept || (share.running === 0 && !this.#promised.has(share));
      const line = mayTake ? this.#pickLine(share, now) : undefined;
      if (!line) {
        this.#aside.push(share);
        continue;
      }
      given += 1;
      this.#give(share, line, chosen);
    }
    return [...chosen.values()];
  }

  /** After a claim: lines that gave less than asked are empty; everyone else waits on at its own time. */
  settle(picks: readonly LinePick[], claims: readonly LineRun[]): void {
    this.#gates.settle();
    const got = countLines(claims);
    for (const { line, most } of picks) {
      const { count, last } = got.get(lineKey(line)) ?? { count: 0, last: line };
      line.readyAt = last.readyAt;
      line.runId = last.runId;
      if (count < most) this.#dropLine(line);
    }
    for (const [share, ahead] of this.#promised) share.time -= ahead;
    for (const share of [...this.#promised.keys(), ...this.#aside]) {
      this.#heap.drop(share);
      if (share.lines.length > 0) this.#heap.place(share);
    }
    this.#promised = new Map();
    this.#aside = [];
  }

  /** Other limits hold from now on: what runs and who waits is to be told anew. */
  forget(): void {
    for (const share of this.#shares.values()) {
      this.#leave(share);
      share.running = 0;
      share.weight = this.#gates.rules.weightOf(share);
    }
    this.#charges.clear();
  }

  /** Forgets customers that neither wait nor run nor are ahead of the others. */
  prune(): void {
    for (const [customerId, share] of this.#shares)
      if (share.running === 0 && share.lines.length === 0 && share.seenIn < this.#round - 1 && share.time <= this.#now)
        this.#shares.delete(customerId);
  }

  /** Customers that wait, and the sum of their weights. */
  waiting(): { customers: number; weight: number } {
    const all = [...this.#shares.values()].filter((share) => share.lines.length > 0);
    return { customers: all.length, weight: all.reduce((sum, share) => sum + share.weight, 0) };
  }

  get isEmpty(): boolean {
    return this.#waiting === 0;
  }

  /** Whether these are picks of every line that waits. */
  isAllOf(picks: readonly LinePick[]): boolean {
    if (picks.length < this.#waiting) return false;
    return picks.length === this.#shares.values().reduce((sum, share) => sum + share.lines.length, 0);
  }

  #wait(lines: Line[]): void {
    const [first] = lines;
    if (!first) return;
    const share = this.#shareOf(first);
    // Only who neither waited nor ran a round ago is lifted to the others' time; who is owed time keeps the claim.
    if (share.lines.length === 0 && share.running === 0 && share.seenIn < this.#round - 1) share.time = Math.max(share.time, this.#now);
    this.#setLines(share, lines);
    share.seenIn = this.#round;
    this.#heap.place(share);
  }

  #dropLine(line: Line): void {
    const share = this.#shares.get(line.customerId);
    const left = share?.lines.filter((one) => one !== line);
    if (share && left) this.#setLines(share, left);
  }

  #setLines(share: Share, lines: Line[]): void {
    this.#waiting += Number(lines.length > 0) - Number(share.lines.length > 0);
    share.lines = lines;
  }

  #leave(share: Share | undefined): void {
    if (!share) return;
    if (share.lines.length > 0) share.seenIn = this.#round;
    this.#setLines(share, []);
    this.#heap.drop(share);
  }

  #pickLine(share: Share, now: number): Line | undefined {
    const isOldestsTurn = (share.turns + 1) % oldestEvery === 0;
    let best: Line | undefined;
    for (const line of share.lines) {
      if (best && !isBefore(line, best, isOldestsTurn)) continue;
      if (this.#gates.room(line.gates, now) >= 1) best = line;
    }
    return best;
  }

  #give(share: Share, line: Line, chosen: Map<Line, LinePick>): void {
    const ahead = share.expectedMs / share.weight;
    if (!this.#promised.has(share)) this.#now = Math.max(this.#now, share.time);
    share.time += ahead;
    share.turns += 1;
    share.seenIn = this.#round;
    this.#promised.set(share, (this.#promised.get(share) ?? 0) + ahead);
    this.#gates.promise(line.gates);
    const pick = chosen.get(line);
    if (pick) pick.most += 1;
    else chosen.set(line, { line, most: 1 });
    this.#heap.place(share);
  }

  #start(run: HeldRun, now: number, { isNew }: { isNew: boolean }): Charge {
    const share = this.#shareOf(run);
    const gates = this.#gates.of(run, now);
    const charged = isNew ? share.expectedMs : 0;
    this.#gates.begin(gates, isNew);
    share.running += 1;
    share.seenIn = this.#round;
    share.time += charged / share.weight;
    const charge = { share, gates, claimedAt: now, charged };
    this.#charges.set(keyOf(run), charge);
    return charge;
  }

  #end(key: string, { share, gates, claimedAt, charged }: Charge, now: number): void {
    const took = Math.max(leastMs, now - claimedAt);
    this.#gates.end(gates);
    share.running -= 1;
    share.seenIn = this.#round;
    share.time += (took - charged) / share.weight;
    share.expectedMs = share.expectedMs * 0.8 + took * 0.2;
    this.#charges.delete(key);
    if (share.lines.length > 0) this.#heap.place(share);
  }

  #shareOf(of: LimitTarget): Share {
    const known = this.#shares.get(of.customerId);
    if (known) return known;
    const weight = this.#gates.rules.weightOf(of);
    const { customerId, sideId } = of;
    const fresh = { running: 0, lines: [], seenIn: Number.NEGATIVE_INFINITY, turns: 0, entry: undefined };
    const made: Share = { customerId, sideId, weight, time: this.#now, expectedMs: firstGuessMs, ...fresh };
    this.#shares.set(customerId, made);
    return made;
  }
}

function keyOf(run: { runId: string; attempt: number }): string {
  return `${run.runId} ${run.attempt}`;
}

function lineKey({ customerId, lineId, priority }: { customerId: string; lineId: string; priority: number }): string {
  return `${customerId} ${lineId} ${priority}`;
}

type Position = Pick<LineRun, "readyAt" | "runId">;

/** How many each line gave, and the last of them in its order. */
function countLines(claims: readonly LineRun[]): Map<string, { count: number; last: Position }> {
  const got = new Map<string, { count: number; last: Position }>();
  for (const claim of claims) {
    const key = lineKey(claim);
    const known = got.get(key);
    if (!known) got.set(key, { count: 1, last: claim });
    else {
      known.count += 1;
      if (isBehind(claim, known.last)) known.last = claim;
    }
  }
  return got;
}

function isBehind(one: Position, other: Position): boolean {
  return one.readyAt === other.readyAt ? one.runId > other.runId : one.readyAt > other.readyAt;
}

function isBefore(one: Line, other: Line, byAge: boolean): boolean {
  if (!byAge && one.priority !== other.priority) return one.priority < other.priority;
  return one.readyAt < other.readyAt;
}
