import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Written } from "./blob-store.ts";
import { Measure } from "./measure.ts";

/** Beyond this many bytes a stream of unknown length waits on disk, not in memory. */
const inMemory = 8 * 1024 * 1024;

/** Bytes of known length and digest that can be read more than once. */
export interface Spooled extends Written {
  open(): Uint8Array | Readable;
  dispose(): Promise<void>;
}

/** Reads all of `data`: a put over HTTP must say its length first, and must be able to start again. */
export async function spool(data: Uint8Array | Readable, limit: number | undefined): Promise<Spooled> {
  const measure = new Measure(limit);
  const path = join(tmpdir(), `stoa-blob-${randomUUID()}`);
  const dispose = (): Promise<void> => rm(path, { force: true });
  const chunks: Buffer[] = [];
  try {
    await pipeline(data instanceof Uint8Array ? Readable.from([data]) : data, measure, (source: AsyncIterable<Buffer>) =>
      gather(source, chunks, path),
    );
  } catch (error) {
    await dispose();
    throw error;
  }
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  const written = measure.result();
  return { ...written, open: () => (written.size === 0 ? new Uint8Array() : (body ?? createReadStream(path))), dispose };
}

/** Leaves the bytes in `chunks`, or, when they are many, in the file and `chunks` empty. */
async function gather(source: AsyncIterable<Buffer>, chunks: Buffer[], path: string): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  let size = 0;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    chunks.push(next.value);
    size += next.value.length;
    if (size > inMemory) break;
  }
  if (size <= inMemory) return;
  const rest = { [Symbol.asyncIterator]: () => iterator };
  const head = chunks.splice(0);
  await pipeline(
    async function* () {
      yield* head;
      yield* rest;
    },
    createWriteStream(path, { flags: "wx", mode: 0o600 }),
  );
}
