const minuteMs = 60_000;

interface Bucket {
  /** How many may come now. */
  left: number;
  at: number;
}

/**
 * How many a minute each takes, in this process: a minute's worth at once, then as they come. What nobody used for a minute is full again, and forgotten,
 * so there are never more than were used in two.
 */
export class EventRates {
  #buckets = new Map<string, Bucket>();
  #older = new Map<string, Bucket>();
  #turnedAt = 0;

  /** Whether so many may come; they are taken then, all or none. More than a minute's worth at once passes when nothing came before. */
  take(id: string, count: number, perMinute: number, now: number): boolean {
    this.#turn(now);
    const left = this.#leftOf(id, perMinute, now);
    const isTaken = left >= Math.min(count, perMinute);
    this.#buckets.set(id, { left: isTaken ? left - count : left, at: now });
    return isTaken;
  }

  /** Whether so many would be taken; nothing is. */
  hasRoom(id: string, count: number, perMinute: number, now: number): boolean {
    this.#turn(now);
    return this.#leftOf(id, perMinute, now) >= Math.min(count, perMinute);
  }

  /** Seconds until so many may come. */
  waitOf(id: string, count: number, perMinute: number): number {
    const { left } = this.#buckets.get(id) ?? this.#older.get(id) ?? { left: perMinute };
    return Math.max(1, Math.ceil(((Math.min(count, perMinute) - left) / perMinute) * 60));
  }

  #leftOf(id: string, perMinute: number, now: number): number {
    const known = this.#buckets.get(id) ?? this.#older.get(id) ?? { left: perMinute, at: now };
    return Math.min(perMinute, known.left + (Math.max(0, now - known.at) / minuteMs) * perMinute);
  }

  #turn(now: number): void {
    if (now - this.#turnedAt < minuteMs) return;
    this.#older = now - this.#turnedAt < 2 * minuteMs ? this.#buckets : new Map();
    this.#buckets = new Map();
    this.#turnedAt = now;
  }
}
