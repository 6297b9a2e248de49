/** Where time comes from. Milliseconds since 1970; `Date` only at the edges. */
export interface Clock {
  now(): number;
}

export const realClock: Clock = { now: () => Date.now() };

/** A clock that stands still until moved; drives every engine in tests. */
export class VirtualClock implements Clock {
  #now: number;

  constructor(start: number | string = "2026-01-05T09:00:00Z") {
    this.#now = typeof start === "number" ? start : Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
