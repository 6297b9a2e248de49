import { free } from "../let-go.ts";

/** Beyond this a piece is one of a flood, and gets at once the room of a whole one: memory left behind at each growth has the collector come. */
const floodBytes = 1_048_576;
const wholeBytes = 7 * 1_048_576;

/** Records one behind the other, in memory that is used again: a fresh megabyte for each piece would cost more than packing it. */
export class GrowingPiece {
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;

  /** @returns the bytes as they stand here, valid until the next `empty` */
  add(part: Buffer): Buffer {
    if (this.#length + part.length > this.#bytes.length) this.#grow(this.#length + part.length);
    part.copy(this.#bytes, this.#length);
    this.#length += part.length;
    return this.#bytes.subarray(this.#length - part.length, this.#length);
  }

  /** Valid until the next `empty`. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  empty(): void {
    this.#length = 0;
  }

  /** Nobody looks at its bytes any more, and none come. */
  end(): void {
    free(this.#bytes);
  }

  #grow(least: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(least, least > floodBytes ? wholeBytes : 2 * this.#bytes.length, 4_096));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
