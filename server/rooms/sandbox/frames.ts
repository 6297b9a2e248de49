import type { Writable } from "node:stream";

/**
 * Frames between client, spawner and launcher: one letter, length (u32, big endian), payload.
 * To a box: S spec, F file, R entry of the state folder, D its data, G go, T stop (payload: the reason), K kill,
 * P the client is alive, A what a held program is handed.
 * From a box: b began, o stdout, e stderr, m messages, x end, r entry of the state folder, c its data, z state complete, f failed to
 * start (text), d the launcher is free again, w a held program waits, a it has taken what it was handed. The spawner turns x into JSON for the client, and f into n (refused, text).
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

/** Writes with whatever else is written in this turn, in one system call. @returns false when the other side is behind */
export function writeSoon(stream: Writable, bytes: Buffer): boolean {
  if (stream.writableCorked === 0) {
    stream.cork();
    process.nextTick(() => stream.uncork());
  }
  return stream.write(bytes);
}

/** Cuts a byte stream into frames; a frame over `most` bytes throws, since no honest peer sends one. */
export class FrameReader {
  #parts: Buffer[] = [];
  #size = 0;
  readonly #onFrame: FrameHandler;
  readonly #most: number;

  constructor(onFrame: FrameHandler, most = 16 << 20) {
    this.#onFrame = onFrame;
    this.#most = most;
  }

  push(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#size += chunk.length;
    while (this.#size >= 5) {
      const first = this.#parts[0] as Buffer;
      const head = first.length >= 5 ? first : this.#joined();
      const length = head.readUInt32BE(1);
      if (length > this.#most) throw new Error(`a frame of ${length} bytes is over the limit of ${this.#most}`);
      if (this.#size < 5 + length) return;
      const whole = head.length >= 5 + length ? head : this.#joined();
      this.#parts[0] = whole.subarray(5 + length);
      this.#size -= 5 + length;
      this.#onFrame(whole.toString("latin1", 0, 1), whole.subarray(5, 5 + length));
    }
  }

  #joined(): Buffer {
    const whole = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    this.#parts = [whole];
    return whole;
  }
}
