/**
 * A token bucket that may go into debt: what was taken is always given, and whoever comes next waits until the debt is paid. So a large piece
 * passes whole, and the rate holds over time.
 */
export class Bucket {
  readonly #perMs: number;
  readonly #most: number;
  readonly #now: () => number;
  #left: number;
  #filledAt: number;

  /** @param perSecond what flows in; @param burst what may be taken at once after a rest */
  constructor(perSecond: number, burst: number, now: () => number = () => performance.now()) {
    this.#perMs = perSecond / 1_000;
    this.#most = burst;
    this.#now = now;
    this.#left = burst;
    this.#filledAt = now();
  }

  /** Takes, and tells how many milliseconds to wait before taking again. */
  take(amount: number): number {
    const now = this.#now();
    this.#left = Math.min(this.#most, this.#left + (now - this.#filledAt) * this.#perMs) - amount;
    this.#filledAt = now;
    return this.#left >= 0 ? 0 : Math.ceil(-this.#left / this.#perMs);
  }
}
