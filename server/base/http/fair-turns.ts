import { StoaError } from "../errors.ts";

/** Requests of one tenant that are under way at once, while it asks now and then; and once it has asked without end for a while. */
const atOnce = { calm: 4, crowded: 1 };
/** Milliseconds with something under way that a tenant may have at once, and those that come back a millisecond. */
const burstMs = 300;
const comesBack = 0.25;
/** One that takes longer waits for somebody else, and is in nobody's way: of the database's connections its tenant has a share (`db/shares.ts`). */
const lapseMs = 100;
/** The longest rest between two requests of a crowd. */
const restMs = 20;
const mayWait = 500;
const manyTenants = 1_000;
/** So long after a call or a run of somebody else a tenant is not alone. */
const companyMs = 10_000;

interface Turn {
  began: number;
}

interface Heard {
  tenant: string;
  at: number;
}

interface Waiter {
  isGone(): boolean;
  go(leave: (() => void) | undefined): void;
}

/**
 * One process answers everybody: whoever asks much at once stands in a line of its own. A tenant whose line is never empty gets one request at
 * a time, with a rest behind each, as long as it took and 20 ms at most, so that what others ask, and their runs, come between; unless there are no others.
 */
export class FairTurns {
  readonly #now: () => number;
  readonly #lines = new Map<string, Line>();
  #latest: Heard = { tenant: "", at: -Infinity };
  /** Of another tenant than the latest. */
  #other = this.#latest;

  constructor(now = (): number => performance.now()) {
    this.#now = now;
  }

  /**
   * Resolves when it is this tenant's turn, with what ends it; with nothing for whoever left before: hundreds who do at once are not all served at once.
   * @throws StoaError rate_limited when too many wait already
   */
  enter(tenant: string, isGone: () => boolean): Promise<(() => void) | undefined> {
    this.hear(tenant);
    let line = this.#lines.get(tenant);
    if (!line) {
      if (this.#lines.size >= manyTenants) this.#sweep();
      line = new Line(this.#now, () => this.#isAlone(tenant));
      this.#lines.set(tenant, line);
    }
    return line.enter(isGone);
  }

  /** Before anything is asked of the database for it. @throws StoaError rate_limited when too many wait already */
  refuseWhenFull(tenant: string): void {
    if (this.#lines.get(tenant)?.isFull) throw tooMany();
  }

  /** A tenant is here, though it stands in no line: a program of it begins. */
  hear(tenant: string): void {
    if (tenant !== this.#latest.tenant) this.#other = this.#latest;
    this.#latest = { tenant, at: this.#now() };
  }

  #isAlone(tenant: string): boolean {
    const { at } = tenant === this.#latest.tenant ? this.#other : this.#latest;
    return this.#now() - at > companyMs;
  }

  #sweep(): void {
    for (const [tenant, line] of this.#lines) if (line.isRested) this.#lines.delete(tenant);
  }
}

class Line {
  readonly #now: () => number;
  readonly #isAlone: () => boolean;
  readonly #running = new Set<Turn>();
  readonly #waiting: Waiter[] = [];
  #spare = burstMs;
  #at: number;
  #restUntil = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(now: () => number, isAlone: () => boolean) {
    this.#now = now;
    this.#isAlone = isAlone;
    this.#at = now();
  }

  /** Nothing is lost when it is forgotten. */
  get isRested(): boolean {
    this.#settle();
    return this.#running.size === 0 && this.#waiting.length === 0 && this.#spare === burstMs;
  }

  get isFull(): boolean {
    return this.#waiting.length >= mayWait;
  }

  async enter(isGone: () => boolean): Promise<(() => void) | undefined> {
    if (this.#waiting.length === 0 && this.#mayGo()) return this.#start();
    if (this.isFull) throw tooMany();
    return new Promise((go) => {
      this.#waiting.push({ isGone, go });
      this.#arm();
    });
  }

  #mayGo(): boolean {
    const now = this.#settle();
    return now >= this.#restUntil && this.#running.size < (this.#isCrowd() ? atOnce.crowded : atOnce.calm);
  }

  #isCrowd(): boolean {
    return this.#spare <= 0 && !this.#isAlone();
  }

  #start(): () => void {
    const turn = { began: this.#now() };
    this.#running.add(turn);
    return () => this.#leave(turn);
  }

  #leave(turn: Turn): void {
    const now = this.#settle();
    if (!this.#running.delete(turn)) return;
    if (this.#waiting.length === 0) return;
    if (this.#isCrowd()) this.#restUntil = now + Math.min(restMs, now - turn.began);
    this.#next();
  }

  #next(): void {
    while (this.#waiting.length > 0 && this.#mayGo()) {
      const waiter = this.#waiting.shift();
      if (waiter) waiter.go(waiter.isGone() ? undefined : this.#start());
    }
    this.#arm();
  }

  /** Somebody waits: looks again when the rest is over, or when what is under way is in nobody's way any more. */
  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.length === 0) return;
    const now = this.#now();
    const [oldest] = this.#running;
    const at = this.#restUntil > now || !oldest ? this.#restUntil : oldest.began + lapseMs;
    this.#timer = setTimeout(() => this.#look(), Math.max(1, at - now));
  }

  #look(): void {
    const now = this.#settle();
    for (const turn of this.#running) if (now - turn.began >= lapseMs) this.#running.delete(turn);
    this.#next();
  }

  /** Time with something under way that is in others' way is spent, all time gives back. */
  #settle(): number {
    const now = this.#now();
    let busyUntil = 0;
    for (const { began } of this.#running) busyUntil = Math.max(busyUntil, began + lapseMs);
    const busy = Math.max(0, Math.min(now, busyUntil) - this.#at);
    const spare = this.#spare + (now - this.#at) * comesBack - busy;
    this.#spare = Math.max(-burstMs, Math.min(burstMs, spare));
    this.#at = now;
    return now;
  }
}

function tooMany(): StoaError {
  return new StoaError("rate_limited", {
    what: `More than ${mayWait} requests wait for their turn already.`,
    fix: "Ask less at once: wait a second, then try again.",
    retryAfter: 1,
  });
}
