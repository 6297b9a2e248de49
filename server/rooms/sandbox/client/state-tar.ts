import { Readable } from "node:stream";
import { tarEnd, tarHeader, tarPadding } from "../tar/write-tar.ts";

/** Makes a tar of the state entries a launcher sends (frames r, c, z). `onWanted` is called when the reader takes more. */
export class StateTar {
  readonly readable: Readable;
  /** Every entry has come. */
  complete = false;
  #padding: Buffer = Buffer.alloc(0);

  constructor(onWanted: () => void, onDropped: () => void) {
    this.readable = new Readable({
      read: onWanted,
      destroy: (error, done) => {
        if (!this.complete) onDropped();
        done(error);
      },
      highWaterMark: 1 << 20,
    });
  }

  /** False when the reader is behind. */
  add(type: string, payload: Buffer): boolean {
    if (type === "c") return this.readable.push(Buffer.from(payload));
    const before = this.#padding;
    this.#padding = Buffer.alloc(0);
    if (type === "z") {
      this.complete = true;
      this.readable.push(Buffer.concat([before, tarEnd]));
      this.readable.push(null);
      return true;
    }
    const [, kind, mode = "0", size = "0", path = ""] = /^([df]) (\d+) (\d+) (.+)$/s.exec(payload.toString("latin1")) ?? [];
    const bytes = Number(size);
    this.#padding = tarPadding(bytes);
    return this.readable.push(
      Buffer.concat([before, tarHeader({ path, type: kind === "d" ? "directory" : "file", mode: Number.parseInt(mode, 8), size: bytes })]),
    );
  }
}
