import { Bucket } from "./bucket.ts";

/** What the boxes of one customer may send and get, together. Bytes, either direction by itself. */
export interface Share {
  up: Bucket;
  down: Bucket;
}

/** A burst of a quarter of a second, so that short answers are never held up. */
const burstSeconds = 0.25;

/** One share a customer, kept while any box of its is there, so that many boxes get no more than one. */
export class Shares {
  readonly #bytesPerSecond: number | undefined;
  readonly #held = new Map<string, { share: Share; boxes: number }>();

  constructor(bytesPerSecond: number | undefined) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** The share of a new box of the customer; undefined when nothing is capped, or the box is nobody's. */
  enter(customer: string | undefined): Share | undefined {
    if (customer === undefined || this.#bytesPerSecond === undefined) return undefined;
    const burst = Math.max(65_536, this.#bytesPerSecond * burstSeconds);
    const bucket = (): Bucket => new Bucket(this.#bytesPerSecond ?? 0, burst);
    const held = this.#held.get(customer) ?? { share: { up: bucket(), down: bucket() }, boxes: 0 };
    held.boxes++;
    this.#held.set(customer, held);
    return held.share;
  }

  leave(customer: string | undefined): void {
    const held = customer === undefined ? undefined : this.#held.get(customer);
    if (held && customer !== undefined && --held.boxes === 0) this.#held.delete(customer);
  }
}
