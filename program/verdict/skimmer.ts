import type { Stream } from "@stoa/contract";
import { endOfLine, mostBytes, toLine, type Line } from "./line.ts";
import { skimLines } from "./telling-words.ts";

const lineFeed = 10;
const space = 32;
/** After so many lines with telling words only those near the end of what comes at a time are looked at: a flood must not hold up others. */
const mostTelling = 20_000;
const nearEnd = 4_096;

interface Watcher {
  see(line: Line): void;
  wantsNext(): boolean;
}

/** The last line that was passed over and is not empty: whoever judges the next one may ask what stood before it. */
type Passed = Partial<Record<Stream, Line>>;

/** Shows a watcher the lines of a log that may tell something, and the one before and after each; it reads the others at the speed of a log. */
export class Skimmer {
  readonly #watcher: Watcher;
  readonly #passed: Passed = {};
  readonly #wantsNext: Partial<Record<Stream, boolean>> = {};
  #told = 0;

  constructor(watcher: Watcher) {
    this.#watcher = watcher;
  }

  /** Whole lines, the first with this number. */
  skim(stream: Stream, bytes: Buffer, firstNumber: number): void {
    let place = { start: 0, index: 0 };
    const count = skimLines(bytes, (start, end, index) => {
      if (++this.#told > mostTelling && bytes.length - start > nearEnd) return;
      place = this.#showWanted(stream, bytes, firstNumber, place, start);
      if (place.start > start) return;
      this.#pass(stream, bytes, place.start, start, firstNumber + index);
      this.#showPassed(stream);
      this.#show(stream, bytes, start, end, firstNumber + index);
      place = { start: end + 1, index: index + 1 };
    });
    place = this.#showWanted(stream, bytes, firstNumber, place, bytes.length);
    this.#pass(stream, bytes, place.start, bytes.length, firstNumber + count);
  }

  /** The last lines are shown too: when nothing tells why, they are what is told. */
  end(): void {
    for (const stream of ["stdout", "stderr"] as const) this.#showPassed(stream);
  }

  #show(stream: Stream, bytes: Buffer, start: number, end: number, number: number): void {
    this.#watcher.see(lineAt(stream, bytes, start, end, number));
    this.#wantsNext[stream] = true;
  }

  #showPassed(stream: Stream): void {
    const line = this.#passed[stream];
    if (!line) return;
    delete this.#passed[stream];
    this.#watcher.see(line);
  }

  /** Shows lines as long as they are wanted whatever they hold. @returns the first that was not shown */
  #showWanted(stream: Stream, bytes: Buffer, firstNumber: number, from: { start: number; index: number }, upTo: number): typeof from {
    let { start, index } = from;
    while (start < upTo && (this.#wantsNext[stream] === true || (this.#watcher.wantsNext() && this.#told <= mostTelling))) {
      const end = endOfLine(bytes, start);
      this.#showPassed(stream);
      this.#watcher.see(lineAt(stream, bytes, start, end, firstNumber + index));
      this.#wantsNext[stream] = false;
      start = end + 1;
      index++;
    }
    return { start, index };
  }

  /** Remembers the last line between two places that is not blank. @param number of the line at `end` */
  #pass(stream: Stream, bytes: Buffer, start: number, end: number, number: number): void {
    let last = end - 1;
    let lines = 0;
    for (; last >= start && (bytes[last] ?? 0) <= space; last--) if (bytes[last] === lineFeed) lines++;
    if (last < start) return;
    const first = Math.max(start, bytes.lastIndexOf(lineFeed, last) + 1);
    this.#passed[stream] = lineAt(stream, bytes, first, endOfLine(bytes, last), number - lines);
  }
}

function lineAt(stream: Stream, bytes: Buffer, start: number, end: number, number: number): Line {
  return toLine(stream, bytes.toString("utf8", start, Math.min(end, start + mostBytes)), number);
}
