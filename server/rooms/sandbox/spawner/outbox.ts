import type { Writable } from "node:stream";
import { frame, sendFrame } from "../frames.ts";

const largeBytes = 4_096;

/** Frames to one side. What is said in one turn is written as one piece, which costs less than handing the stream each of them. */
export class Outbox {
  readonly #stream: Writable;
  #parts: Buffer[] = [];
  readonly #flush = (): void => this.flush();

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** @returns false when the other side is behind: the stream then tells when it no longer is ("drain") */
  send(type: string, payload: Buffer | string = ""): boolean {
    if (payload.length >= largeBytes) {
      this.flush();
      return sendFrame(this.#stream, type, payload);
    }
    if (this.#parts.length === 0) process.nextTick(this.#flush);
    this.#parts.push(frame(type, payload));
    return !this.#stream.writableNeedDrain;
  }

  flush(): void {
    const [first, ...rest] = this.#parts;
    if (!first) return;
    this.#parts = [];
    this.#stream.write(rest.length === 0 ? first : Buffer.concat([first, ...rest]));
  }
}
