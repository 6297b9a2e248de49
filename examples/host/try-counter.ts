/** Counts failures by name and says when there were too many within `windowMs`. */
export class TryCounter {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #failures = new Map<string, number[]>();

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  allow(name: string, now: Date): boolean {
    return this.#recent(name, now).length < this.#limit;
  }

  fail(name: string, now: Date): void {
    if (this.#failures.size > 10_000) this.#failures.clear();
    this.#failures.set(name, [...this.#recent(name, now), now.getTime()]);
  }

  forget(name: string): void {
    this.#failures.delete(name);
  }

  #recent(name: string, now: Date): number[] {
    return (this.#failures.get(name) ?? []).filter((time) => time > now.getTime() - this.#windowMs);
  }
}
