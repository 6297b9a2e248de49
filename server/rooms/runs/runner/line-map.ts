import type { LogStream } from "../../../base/logs/index.ts";

interface Stretch {
  /** From 1 within the stream, and from 0 within the log. */
  ofStream: number;
  ofLog: number;
}

/** Finds the line of the whole log behind a line of one stream; holds one entry each time the streams take turns. */
export class LineMap {
  readonly #stretches = new Map<LogStream, Stretch[]>();
  readonly #counts = new Map<LogStream, number>();

  /** Lines of a stream that stand in the log from `firstLine` on. @returns the number within the stream of the first, from 1 */
  add(stream: LogStream, lines: number, firstLine: number): number {
    const first = (this.#counts.get(stream) ?? 0) + 1;
    const stretches = this.#stretches.get(stream) ?? [];
    const last = stretches.at(-1);
    if (!last || firstLine - last.ofLog !== first - last.ofStream) stretches.push({ ofStream: first, ofLog: firstLine });
    this.#stretches.set(stream, stretches);
    this.#counts.set(stream, first + lines - 1);
    return first;
  }

  /** The log's line, from 0; null when there is none. */
  lineOfLog(stream: LogStream, line: number): number | null {
    const stretch = this.#stretches.get(stream)?.findLast((one) => one.ofStream <= line);
    return stretch ? stretch.ofLog + line - stretch.ofStream : null;
  }
}
