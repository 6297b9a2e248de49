import type { Writable } from "node:stream";
import { letGo } from "../../base/index.ts";

/**
 * Frames between client, spawner and launcher: one letter, length (u32, big endian), payload.
 * To a box: S spec, F file, R entry of the state folder, D its data, G go, T stop (payload: the reason), K kill,
 * P the client is alive, A what a held program is handed.
 * From a box: b began, o stdout, e stderr, m messages, x end, r entry of the state folder, c its data, z state complete, f failed to
 * start (text), d the launcher is free again, w a held program waits, a it has taken what it was handed. The spawner turns x into JSON for the client,
 * f into n (refused, text), and d into l (this connection may ask for another box).
 */
export type FrameHandler = (type: string, payload: Buffer) => void;

/** The bytes of one frame. */
export function frame(type: string, payload: Buffer | string = ""): Buffer {
  const data = typeof payload === "string" ? Buffer.from(payload) : payload;
  const bytes = Buffer.allocUnsafe(5 + data.length);
  bytes.write(type, 0, 1, "latin1");
  bytes.writeUInt32BE(data.length, 1);
  data.copy(bytes, 5);
  return bytes;
}

const smallBytes = 4_096;

/** Writes a frame with whatever else is written in this turn; a large payload as it is, not copied behind its head, and let go of. @returns as `writeSoon` */
export function sendFrame(stream: Writable, type: string, payload: Buffer | string = ""): boolean {
  if (typeof payload === "string" || payload.length < smallBytes) return writeSoon(stream, frame(type, payload));
  const head = Buffer.allocUnsafe(5);
  head.write(type, 0, 1, "latin1");
  head.writeUInt32BE(payload.length, 1);
  writeSoon(stream, head);
  return stream.write(payload, () => letGo(payload));
}

/** Writes with whatever else is written in this turn, in one system call. @returns false when the other side is behind */
export function writeSoon(stream: Writable, bytes: Buffer): boolean {
  if (stream.writableCorked === 0) {
    stream.cork();
    process.nextTick(() => stream.uncork());
  }
  return stream.write(bytes);
}

/**
 * Cuts a byte stream into frames; a frame over `most` bytes throws, since no honest peer sends one. Of the types named in `inParts` each piece
 * is handed on as it comes, as if it were a frame: put together, a flood of output would be copied into ever new memory.
 */
export class FrameReader {
  #parts: Buffer[] = [];
  #size = 0;
  /** Of a frame that is handed on in parts: what is still to come. */
  #left = 0;
  #type = "";
  readonly #onFrame: FrameHandler;
  readonly #most: number;
  readonly #inParts: string;

  constructor(onFrame: FrameHandler, { most = 16 << 20, inParts = "" } = {}) {
    this.#onFrame = onFrame;
    this.#most = most;
    this.#inParts = inParts;
  }

  push(chunk: Buffer): void {
    const rest = this.#left > 0 ? this.#passOn(chunk) : chunk;
    if (rest.length > 0) this.#read(rest);
    // What came with it may be let go of.
    if (this.#size > 0 && this.#size < smallBytes) this.#parts = [Buffer.from(this.#joined())];
  }

  #read(rest: Buffer): void {
    if (this.#size === 0) this.#parts = [];
    this.#parts.push(rest);
    this.#size += rest.length;
    while (this.#size >= 5) {
      const first = this.#parts[0] as Buffer;
      const head = first.length >= 5 ? first : this.#joined();
      const length = head.readUInt32BE(1);
      const type = head.toString("latin1", 0, 1);
      if (length > this.#most) throw new Error(`a frame of ${length} bytes is over the limit of ${this.#most}`);
      if (this.#size < 5 + length) return this.#begin(type, length);
      const whole = head.length >= 5 + length ? head : this.#joined();
      this.#parts[0] = whole.subarray(5 + length);
      this.#size -= 5 + length;
      this.#onFrame(type, whole.subarray(5, 5 + length));
    }
  }

  /** A frame of which more is to come. */
  #begin(type: string, length: number): void {
    if (!this.#inParts.includes(type)) return;
    const there = this.#joined().subarray(5);
    this.#parts = [];
    this.#size = 0;
    this.#type = type;
    this.#left = length - there.length;
    if (there.length > 0) this.#onFrame(type, there);
  }

  /** @returns what comes behind the frame under way */
  #passOn(chunk: Buffer): Buffer {
    const part = chunk.subarray(0, this.#left);
    this.#left -= part.length;
    this.#onFrame(this.#type, part);
    return chunk.subarray(part.length);
  }

  #joined(): Buffer {
    const whole = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    this.#parts = [whole];
    return whole;
  }
}
