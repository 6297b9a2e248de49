import { createHash } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { overLimit, type Written } from "./blob-store.ts";

/** Passes bytes on, counting and hashing them; fails beyond the limit. */
export class Measure extends Transform {
  readonly #hash = createHash("sha256");
  readonly #limit: number;
  #size = 0;

  constructor(limit = Number.POSITIVE_INFINITY) {
    super();
    this.#limit = limit;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#size += chunk.length;
    if (this.#size > this.#limit) return done(overLimit(this.#limit));
    this.#hash.update(chunk);
    done(null, chunk);
  }

  /** Once, at the end. */
  result(): Written {
    return { size: this.#size, sha256: this.#hash.digest("hex") };
  }
}
