import { hash } from "node:crypto";
import { promisify } from "node:util";
import { zstdDecompress } from "node:zlib";
import { free } from "../let-go.ts";
import type { BlobStore } from "../blobs/index.ts";
import { pack } from "./packing.ts";

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

const decompress = promisify(zstdDecompress);

export interface RawChunk {
  seq: number;
  firstLine: number;
  lines: number;
  firstAt: number;
  raw: Buffer;
}

/** Keeps a packed piece; a small one stays in the row when `mayInline`. */
export async function keepChunk(
  blobs: BlobStore,
  prefix: string,
  { raw, ...place }: RawChunk,
  { stored, mayInline }: { stored: Buffer; mayInline: boolean },
): Promise<LogChunk> {
  const inline = mayInline && stored.length <= inlineBytes;
  const sizes = { rawBytes: raw.length, storedBytes: stored.length };
  if (inline) return { ...place, ...sizes, hash: digest(stored), blobKey: null, inline: stored };
  const blobKey = `${prefix}/${String(place.seq).padStart(6, "0")}`;
  const { sha256 } = await blobs.put(blobKey, stored);
  free(stored);
  return { ...place, ...sizes, hash: sha256, blobKey, inline: null };
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
  return keepChunk(blobs, prefix, piece, { stored: await pack(piece.raw, true), mayInline: true });
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
