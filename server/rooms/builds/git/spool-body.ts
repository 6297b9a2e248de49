import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { StoaError } from "../../../base/index.ts";
import { makeOpenFolder } from "./open-folder.ts";

export interface SpooledBody {
  path: string;
  bytes: number;
  /** More was sent than may be; the file holds what was within. */
  over: boolean;
  remove(): Promise<void>;
}

/**
 * Writes a request's body to a file of its own folder, unpacked when it came gzipped: git reads it there, and no slow sender holds
 * a box. What goes over the limit is read and dropped up to four times of it, so that the sender gets to hear the answer.
 */
export async function spoolBody(dataDir: string, source: Readable, options: { gzip: boolean; limit: number }): Promise<SpooledBody> {
  const folder = join(dataDir, "git", "incoming", randomUUID());
  await makeOpenFolder(folder);
  const path = join(folder, "body");
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const counted = cutAt(options.limit);
  try {
    const plain = options.gzip ? source.pipe(createGunzip()) : source;
    source.once("error", (error) => plain.destroy(error));
    await pipeline(plain, counted.stream, createWriteStream(path));
    await chmod(path, 0o644);
    return { path, bytes: counted.bytes(), over: counted.bytes() > options.limit, remove };
  } catch (error) {
    await remove();
    throw new StoaError("invalid_input", { what: "The body of this request could not be read to its end.", cause: error });
  }
}

function cutAt(limit: number): { stream: Transform; bytes(): number } {
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const room = Math.max(0, limit - bytes);
      bytes += chunk.length;
      if (bytes > limit * 4) return done(new Error("far over the limit"));
      return room > 0 ? done(null, chunk.subarray(0, room)) : done();
    },
  });
  return { stream, bytes: () => bytes };
}

/** The first bytes of a file: where a push says which refs it changes. */
export async function readStart(path: string, bytes: number): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
