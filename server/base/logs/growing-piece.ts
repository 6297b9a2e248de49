import { free } from "../let-go.ts";

/** Beyond this a piece is one of a flood, and gets at once the room of a whole one, which another thread may read. */
const floodBytes = 1_048_576;
const wholeBytes = 7 * 1_048_576;
/** Rooms of floods that have ended are kept for the next: fresh memory costs more than packing what is put there. But not for ever. */
const mostSpare = 5;
const spareMs = 60_000;

const spare: Buffer[] = [];
let emptying: NodeJS.Timeout | undefined;

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
    giveRoom(this.#bytes);
    this.#bytes = Buffer.alloc(0);
    this.#length = 0;
  }

  #grow(least: number): void {
    const before = this.#bytes;
    const wanted = Math.max(least, 2 * before.length, 4_096);
    this.#bytes = wanted > floodBytes ? takeRoom(Math.max(least, wholeBytes)) : Buffer.allocUnsafeSlow(wanted);
    // What was there before may still be looked at.
    before.copy(this.#bytes, 0, 0, this.#length);
  }
}

/** Memory that is shared is not counted to the heap, so that it calls no collector. */
function takeRoom(least: number): Buffer {
  const kept = least <= wholeBytes ? spare.pop() : undefined;
  return kept ?? Buffer.from(new SharedArrayBuffer(least <= wholeBytes ? wholeBytes : 2 * least));
}

function giveRoom(bytes: Buffer): void {
  if (!(bytes.buffer instanceof SharedArrayBuffer)) return free(bytes);
  if (bytes.length !== wholeBytes || spare.length >= mostSpare) return;
  spare.push(bytes);
  clearTimeout(emptying);
  emptying = setTimeout(() => spare.splice(0), spareMs).unref();
}
