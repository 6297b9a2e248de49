import type { RunKind } from "../states.ts";

export interface SharePolicy {
  /** A customer with weight 2 gets twice the slot time of one with weight 1 when both have work waiting. */
  weightOf(customerId: string): number;
  /** Most runs at the same time; null: no cap. */
  capOf(customerId: string): number | null;
}

interface Share {
  /** Slot time used, in weighted milliseconds: who has least is next. */
  virtualTime: number;
  /** What one run of this customer is expected to take; charged at its claim, corrected at its end. */
  expectedMs: number;
  running: number;
  /** The last round it waited in. */
  seenIn: number;
}

interface Charge {
  customerId: string;
  claimedAt: number;
  charged: number;
}

const firstGuessMs = 1_000;
/** Even the shortest run takes a start and an end. */
const leastMs = 10;

/**
 * Virtual time a customer (start-time fair queueing): kept in the leader's memory, begun anew by the next leader with what runs.
 * A customer that comes back from idling starts at the others' time: idling earns nothing.
 */
export class FairShares {
  #shares = new Map<string, Share>();
  #charges = new Map<string, Charge>();
  #now = 0;
  #round = 0;
  readonly #policy: SharePolicy;

  constructor(policy: SharePolicy) {
    this.#policy = policy;
  }

  /** Takes the table's word for what runs: ends what is gone, adds what is new. */
  observe(running: readonly { runId: string; attempt: number; customerId: string }[], now: number): void {
    const seen = new Set<string>();
    for (const { runId, attempt, customerId } of running) {
      const key = `${runId} ${attempt}`;
      seen.add(key);
      if (!this.#charges.has(key)) this.#start(key, customerId, now, 0);
    }
    for (const [key, charge] of this.#charges) if (!seen.has(key)) this.#end(key, charge, now);
  }

  /** Runs just claimed. */
  charge(claims: readonly { runId: string; attempt: number; customerId: string }[], now: number): void {
    for (const { runId, attempt, customerId } of claims)
      this.#start(`${runId} ${attempt}`, customerId, now, this.#shareOf(customerId).expectedMs);
  }

  /** Shares out free slots among the customers that wait: who has least virtual time first, none above its cap. */
  choose(waiting: Iterable<string>, slots: number): { customerId: string; most: number }[] {
    const heap: Entry[] = [];
    this.#round += 1;
    for (const customerId of waiting) {
      const time = this.#wait(customerId);
      const room = this.#roomOf(customerId);
      if (room > 0) heap.push({ customerId, time, room, given: 0 });
    }
    for (let index = (heap.length >> 1) - 1; index >= 0; index--) sink(heap, index);
    const chosen = new Map<string, Entry>();
    for (let slot = 0; slot < slots && heap.length > 0; slot++) this.#give(heap, chosen);
    return [...chosen.values()].map(({ customerId, given }) => ({ customerId, most: given }));
  }

  /** Forgets customers that neither run nor are behind the others. */
  prune(): void {
    for (const [customerId, share] of this.#shares)
      if (share.running === 0 && share.seenIn < this.#round - 1 && share.virtualTime <= this.#now) this.#shares.delete(customerId);
  }

  runningOf(customerId: string): number {
    return this.#shares.get(customerId)?.running ?? 0;
  }

  /** Only who neither waited nor ran a round ago is lifted to the others' time; who is owed time keeps the claim. */
  #wait(customerId: string): number {
    const share = this.#shareOf(customerId);
    if (share.running === 0 && share.seenIn < this.#round - 1) share.virtualTime = Math.max(share.virtualTime, this.#now);
    share.seenIn = this.#round;
    return share.virtualTime;
  }

  #give(heap: Entry[], chosen: Map<string, Entry>): void {
    const [next] = heap;
    if (!next) return;
    if (next.given === 0) this.#now = Math.max(this.#now, next.time);
    next.given += 1;
    next.time += this.#shareOf(next.customerId).expectedMs / this.#policy.weightOf(next.customerId);
    chosen.set(next.customerId, next);
    if (next.given === next.room) remove(heap);
    else sink(heap, 0);
  }

  #start(key: string, customerId: string, now: number, charged: number): void {
    const share = this.#shareOf(customerId);
    share.running += 1;
    share.virtualTime += charged / this.#policy.weightOf(customerId);
    this.#charges.set(key, { customerId, claimedAt: now, charged });
  }

  #end(key: string, charge: Charge, now: number): void {
    const share = this.#shareOf(charge.customerId);
    const took = Math.max(leastMs, now - charge.claimedAt);
    share.running -= 1;
    share.virtualTime += (took - charge.charged) / this.#policy.weightOf(charge.customerId);
    share.expectedMs = share.expectedMs * 0.8 + took * 0.2;
    this.#charges.delete(key);
  }

  #shareOf(customerId: string): Share {
    const known = this.#shares.get(customerId);
    if (known) return known;
    const made = { virtualTime: this.#now, expectedMs: firstGuessMs, running: 0, seenIn: 0 };
    this.#shares.set(customerId, made);
    return made;
  }

  #roomOf(customerId: string): number {
    const cap = this.#policy.capOf(customerId);
    return cap === null ? Number.MAX_SAFE_INTEGER : cap - this.runningOf(customerId);
  }
}

interface Entry {
  customerId: string;
  time: number;
  room: number;
  given: number;
}

function sink(heap: Entry[], from: number): void {
  for (let index = from; ;) {
    const left = 2 * index + 1;
    const smaller = timeAt(heap, left + 1) < timeAt(heap, left) ? left + 1 : left;
    const here = heap[index];
    const there = heap[smaller];
    if (!here || !there || here.time <= there.time) return;
    heap[index] = there;
    heap[smaller] = here;
    index = smaller;
  }
}

function timeAt(heap: readonly Entry[], index: number): number {
  return heap[index]?.time ?? Number.POSITIVE_INFINITY;
}

function remove(heap: Entry[]): void {
  const last = heap.pop();
  if (last && heap.length > 0) {
    heap[0] = last;
    sink(heap, 0);
  }
}

/** Same weight for all. */
export function evenShares(cap: number | null): SharePolicy {
  return { weightOf: () => 1, capOf: () => cap };
}

/** What a lane's leader remembers of who waits. */
export interface Lane {
  kind: RunKind;
  waiting: Set<string>;
  shares: FairShares;
}
