import { hash } from "node:crypto";
import { promisify } from "node:util";
import { constants, zstdCompress, zstdCompressSync, zstdDecompress } from "node:zlib";
import { free } from "../let-go.ts";
import type { BlobStore } from "../blobs/index.ts";

/** A stored piece of a log: who keeps logs has a row like it. `inline` for the smallest, else a blob. Lines count from 0. */
export interface LogChunk {
  seq: number;
  firstLine: number;
  lines: number;
  firstAt: number;
  rawBytes: number;
  storedBytes: number;
  /** SHA-256 of the stored bytes, hexadecimal. */
  hash: string;
  blobKey: string | null;
  inline: Buffer | null;
}

/** Up to so many stored bytes stand in the row itself: a file a tiny log would cost more than the log. */
const inlineBytes = 4_096;
const smallest = 1;
/** Of much text it makes less than the level before in no more time: its table holds what was said some hundred kilobytes ago. */
const quick = 2;
const thorough = 3;

/** So little hardly gets smaller, and making a packer ready takes longer than all else that is done with it. */
const asIsBytes = 255;
/** Less is packed sooner than a thread of the pool could be told to. */
const atOnceBytes = 16_384;

const compressBeside = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

export interface RawChunk {
  seq: number;
  firstLine: number;
  lines: number;
  firstAt: number;
  raw: Buffer;
}

/** Compresses and stores one piece; small ones stay in the row when `mayInline`. */
export async function storeChunk(
  blobs: BlobStore,
  prefix: string,
  piece: RawChunk,
  how: { mayInline: boolean; merging: boolean },
): Promise<LogChunk> {
  const { raw, ...place } = piece;
  const stored = raw.length <= asIsBytes ? frameAsIs(raw) : await pack(raw, how.merging);
  const inline = how.mayInline && stored.length <= inlineBytes;
  const sizes = { rawBytes: raw.length, storedBytes: stored.length };
  if (inline) return { ...place, ...sizes, hash: digest(stored), blobKey: null, inline: stored };
  const blobKey = `${prefix}/${String(piece.seq).padStart(6, "0")}`;
  const { sha256 } = await blobs.put(blobKey, stored);
  free(stored);
  return { ...place, ...sizes, hash: sha256, blobKey, inline: null };
}

async function pack(raw: Buffer, merging: boolean): Promise<Buffer> {
  const level = merging ? thorough : raw.length <= atOnceBytes ? smallest : quick;
  // Room for what comes out, at once: each further round costs a turn of the thread pool.
  const options = { params: { [constants.ZSTD_c_compressionLevel]: level }, chunkSize: Math.max(4_096, Math.ceil(raw.length / 3)) };
  return raw.length <= atOnceBytes ? zstdCompressSync(raw, options) : compressBeside(raw, options);
}

/** A frame of zstd with one block that is not packed: its magic number, "one segment, its size in a byte", the size, "the last block, as it is". */
function frameAsIs(raw: Buffer): Buffer {
  const head = Buffer.allocUnsafe(9);
  head.writeUInt32LE(0xfd2fb528, 0);
  head.writeUInt8(0x20, 4);
  head.writeUInt8(raw.length, 5);
  head.writeUIntLE((raw.length << 3) | 1, 6, 3);
  return Buffer.concat([head, raw]);
}

const digest = (bytes: Buffer): string => hash("sha256", bytes, "hex");

/** The records of a stored piece. @throws StoaError not_found when its blob is gone, Error when its bytes are not those written. */
export async function loadChunk(blobs: BlobStore, chunk: Pick<LogChunk, "blobKey" | "inline" | "hash">): Promise<Buffer> {
  const stored = chunk.inline ?? Buffer.concat(await Array.fromAsync(await blobs.get(chunk.blobKey ?? ""), (part: Buffer) => part));
  if (digest(stored) !== chunk.hash) throw new Error("A stored piece of a log is damaged.");
  return decompress(stored);
}

const mergedBytes = 4 * 1_048_576;
const largeEnough = 1_048_576;

/** Joins neighbouring small pieces into pieces of some megabytes; large ones stay as they are. */
export async function mergeChunks(blobs: BlobStore, prefix: string, chunks: readonly LogChunk[]): Promise<LogChunk[]> {
  let seq = (chunks.at(-1)?.seq ?? -1) + 1;
  const merged: LogChunk[] = [];
  for (const group of groupSmall(chunks)) {
    const [first] = group;
    if (!first) continue;
    if (group.length === 1) merged.push(first);
    else merged.push(await mergeGroup(blobs, prefix, first, group, seq++));
  }
  return merged;
}

async function mergeGroup(blobs: BlobStore, prefix: string, first: LogChunk, group: readonly LogChunk[], seq: number): Promise<LogChunk> {
  const parts: Buffer[] = [];
  for (const chunk of group) parts.push(await loadChunk(blobs, chunk));
  const lines = group.reduce((sum, chunk) => sum + chunk.lines, 0);
  const piece = { seq, firstLine: first.firstLine, lines, firstAt: first.firstAt, raw: Buffer.concat(parts) };
  return storeChunk(blobs, prefix, piece, { mayInline: true, merging: true });
}

function groupSmall(chunks: readonly LogChunk[]): LogChunk[][] {
  const groups: LogChunk[][] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    const open = groups.at(-1);
    if (open && chunk.rawBytes < largeEnough && bytes < largeEnough && bytes + chunk.rawBytes <= mergedBytes) {
      open.push(chunk);
      bytes += chunk.rawBytes;
    } else {
      groups.push([chunk]);
      bytes = chunk.rawBytes;
    }
  }
  return groups;
}
