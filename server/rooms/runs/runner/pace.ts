/** What a program may say at once and, a second, in the long run, before it is taken for one that floods its log. */
const burstBytes = 4 * 1_048_576;
const calmBytes = 2 * 1_048_576;
/** What is taken of a flood a second, evenly: as much as its box lets out. */
const floodBytes = 16 * 1_048_576;

/**
 * How a box's output is taken in: at once, until it is a flood. Of a flood a little comes at a time and then a rest, so that the runs
 * beside it never meet a megabyte of it; its pipe fills and it waits.
 */
export class Pace {
  #spare = burstBytes;
  #at: number;

  constructor(now: number) {
    this.#at = now;
  }

  /** @returns milliseconds to wait after these bytes before more is taken */
  take(bytes: number, now: number): number {
    this.#spare = Math.min(burstBytes, this.#spare + ((now - this.#at) * calmBytes) / 1_000) - bytes;
    this.#at = now;
    if (this.#spare >= 0) return 0;
    this.#spare = 0;
    return (bytes * 1_000) / floodBytes;
  }
}
