/** Adds memory up over time from looks at it: between two looks it is taken to change evenly, after the last to stay. */
export class MemoryTime {
  #byteMs = 0;
  #bytes = 0;
  #at: number;
  #seen = false;

  /** @param at when nothing was used yet, in milliseconds */
  constructor(at: number) {
    this.#at = at;
  }

  see(bytes: number, at: number): void {
    this.#byteMs += ((this.#bytes + bytes) / 2) * (at - this.#at);
    this.#bytes = bytes;
    this.#at = at;
    this.#seen = true;
  }

  /** KiB times milliseconds up to a moment; undefined when nobody looked: it was over too soon. */
  upTo(at: number): number | undefined {
    return this.#seen ? Math.round((this.#byteMs + this.#bytes * (at - this.#at)) / 1_024) : undefined;
  }
}
