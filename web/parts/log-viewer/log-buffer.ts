import { stripAnsi } from "./ansi.ts";

export const streams = ["out", "err", "stoa"] as const;
/** `out` and `err` are the program's, `stoa` is what the platform says about it. */
export type LogStream = (typeof streams)[number];

export interface LogLine {
  /** Milliseconds since 1970. */
  at: number;
  stream: LogStream;
  /** Without its line end; may hold ANSI colours; `•••` stands where a secret was masked. */
  text: string;
}

/** Holds a log of a million lines and tells its listeners, once a frame, that lines came. */
export class LogBuffer {
  #texts: string[] = [];
  #times = new Float64Array(1_024);
  #streams = new Uint8Array(1_024);
  #listeners = new Set<() => void>();
  #told = false;
  /** True once no more lines will come. */
  ended = false;

  get size(): number {
    return this.#texts.length;
  }

  append(lines: readonly LogLine[]): void {
    const first = this.size;
    this.#grow(first + lines.length);
    lines.forEach((line, index) => {
      this.#texts.push(line.text);
      this.#times[first + index] = line.at;
      this.#streams[first + index] = streams.indexOf(line.stream);
    });
    this.#tell();
  }

  end(): void {
    this.ended = true;
    this.#tell();
  }

  /** The line at an index from 0. */
  line(index: number): LogLine {
    return {
      at: this.#times[index] ?? 0,
      stream: streams[this.#streams[index] ?? 0] ?? "out",
      text: this.#texts[index] ?? "",
    };
  }

  /** The line's text as it reads, without colours. */
  plain(index: number): string {
    return stripAnsi(this.#texts[index] ?? "");
  }

  /** The index of a stream's nth line (from 1), as verdicts name lines; undefined when it is not there. */
  indexInStream(stream: LogStream, number: number): number | undefined {
    const mark = streams.indexOf(stream);
    let count = 0;
    for (let index = 0; index < this.size; index++) {
      if (this.#streams[index] === mark && ++count === number) return index;
    }
    return undefined;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #grow(size: number): void {
    if (size <= this.#times.length) return;
    const room = Math.max(size, this.#times.length * 2);
    const times = new Float64Array(room);
    times.set(this.#times);
    const marks = new Uint8Array(room);
    marks.set(this.#streams);
    this.#times = times;
    this.#streams = marks;
  }

  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    setTimeout(() => {
      this.#told = false;
      for (const listener of this.#listeners) listener();
    }, 16);
  }
}
