import { isMarkedAsUntransferable } from "node:worker_threads";

/** Less is not worth it. */
const leastBytes = 4_096;
/** Heads of frames and the like, which whoever reads them has copied. */
const between = 64;

/** How much of some memory nobody looks at any more. */
const gone = new WeakMap<ArrayBuffer, number>();
let letting: Uint8Array[] = [];

/**
 * Gives memory back as soon as nobody looks at any of the bytes that were read into it; each is said once. Left to the collector, a flood
 * that only passes through makes it go over the whole heap every second, and everything waits.
 */
export function letGo(bytes: Uint8Array): void {
  if (!isOwn(bytes.buffer)) return;
  // What came with them is still being read in this turn.
  if (letting.length === 0) setImmediate(giveBack);
  letting.push(bytes);
}

function giveBack(): void {
  const all = letting;
  letting = [];
  for (const { buffer, byteLength } of all) {
    if (!isOwn(buffer)) continue;
    const now = (gone.get(buffer) ?? 0) + byteLength;
    if (now >= buffer.byteLength - between) release(buffer);
    else gone.set(buffer, now);
  }
}

/** Gives back memory that was made for these bytes alone. */
export function free({ buffer }: Uint8Array): void {
  if (isOwn(buffer)) release(buffer);
}

/** Not the memory that small buffers of the whole process share. */
function isOwn(buffer: ArrayBufferLike): buffer is ArrayBuffer {
  return buffer instanceof ArrayBuffer && buffer.byteLength >= leastBytes && !isMarkedAsUntransferable(buffer);
}

/** The library that the pages are checked with, this file among them, does not know `transfer` yet. */
const release = (memory: ArrayBuffer): unknown => (memory as ArrayBuffer & { transfer(length: number): ArrayBuffer }).transfer(0);
