import { setTimeout as sleep } from "node:timers/promises";
import type { BlobStore } from "../blobs/index.ts";
import { loadChunk, type LogChunk } from "./chunks.ts";
import type { LiveLogs, LiveSubscription } from "./live-logs.ts";
import { decodeRecords, flagCut, flagOpen, linesOf, countLines, type LogLine } from "./records.ts";

export interface StoredLog {
  blobs: BlobStore;
  /** The stored pieces from the one that holds this line on, in order. */
  list(fromLine: number): Promise<LogChunk[]>;
}

export interface FollowOptions {
  /** The log's key in `live`; without it the store is polled. */
  live?: LiveLogs | undefined;
  key: string;
  /** Whether no line can come any more. */
  isOver(): Promise<boolean>;
  signal?: AbortSignal;
  pollMs?: number;
}

/** The lines of a log from one on, in batches, as far as it is stored. */
export async function* readLog(log: StoredLog, fromLine: number): AsyncGenerator<LogLine[]> {
  for (const chunk of await log.list(fromLine)) {
    const lines = linesOfChunk(await loadChunk(log.blobs, chunk), chunk.firstLine);
    yield chunk.firstLine >= fromLine ? lines : lines.filter((line) => line.line >= fromLine);
  }
}

function linesOfChunk(raw: Buffer, first: number): LogLine[] {
  const lines: LogLine[] = [];
  for (const record of decodeRecords(raw)) lines.push(...linesOf(record, first + lines.length));
  return lines;
}

/** Like `readLog`, then goes on with what is written now until the log is over or the signal aborts. */
export async function* followLog(log: StoredLog, fromLine: number, options: FollowOptions): AsyncGenerator<LogLine[]> {
  let next = fromLine;
  const isStopped = (): boolean => options.signal?.aborted ?? false;
  for (let over = false; !over && !isStopped();) {
    const live = options.live?.subscribe(options.key);
    over = live === undefined && (await options.isOver());
    for await (const lines of storedThenLive(log, next, live, options.signal)) {
      next = lineAfter(lines, next);
      yield lines;
    }
    // Aborted, it ends at once, and is no fault.
    if (!live && !over) await sleep(options.pollMs ?? 500, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** Whoever leaves in the middle leaves `live`, too: it would be given what comes until the log is over. */
async function* storedThenLive(
  log: StoredLog,
  from: number,
  live: LiveSubscription | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<LogLine[]> {
  let next = from;
  const leave = (): void => live?.close();
  signal?.addEventListener("abort", leave, { once: true });
  try {
    for await (const lines of readLog(log, from)) {
      next = lineAfter(lines, next);
      if (lines.length > 0) yield lines;
    }
    if (live) yield* readLive(live, next);
  } finally {
    signal?.removeEventListener("abort", leave);
    leave();
  }
}

function lineAfter(lines: readonly LogLine[], before: number): number {
  return (lines.at(-1)?.line ?? before - 1) + 1;
}

/** Ends when the log is sealed, and at a gap: those lines are in the store by then. */
async function* readLive(live: LiveSubscription, from: number): AsyncGenerator<LogLine[]> {
  let next = from;
  for (let lines = await live.next(); lines !== null; lines = await live.next()) {
    const fresh = lines.filter((line) => line.line >= next);
    const [first] = fresh;
    if (!first) continue;
    if (first.line > next) return;
    yield fresh;
    next = (fresh.at(-1)?.line ?? next) + 1;
  }
}

/** The text as the program wrote it, of one stream or of all, without our own lines. */
export async function* readLogBytes(log: StoredLog, stream?: "stdout" | "stderr"): AsyncGenerator<Buffer> {
  for (const chunk of await log.list(0)) {
    for (const record of decodeRecords(await loadChunk(log.blobs, chunk))) {
      if (record.stream === "stoa" || (stream !== undefined && record.stream !== stream)) continue;
      const ours = (record.flags & (flagOpen | flagCut)) !== 0;
      yield ours ? record.bytes.subarray(0, -1) : record.bytes;
    }
  }
}

export interface LogSearch {
  /** How many lines hold the text. */
  count: number;
  /** The first of them. */
  lines: LogLine[];
}

/** Finds lines that hold a text, whatever its case. */
export async function searchLog(log: StoredLog, text: string, limit: number): Promise<LogSearch> {
  const wanted = text.toLowerCase();
  const found: LogSearch = { count: 0, lines: [] };
  for (const chunk of await log.list(0)) {
    let next = chunk.firstLine;
    for (const record of decodeRecords(await loadChunk(log.blobs, chunk))) {
      const first = next;
      next += countLines(record.bytes);
      if (!record.bytes.toString("utf8").toLowerCase().includes(wanted)) continue;
      const hits = linesOf(record, first).filter((line) => line.text.toLowerCase().includes(wanted));
      found.count += hits.length;
      found.lines.push(...hits.slice(0, limit - found.lines.length));
    }
  }
  return found;
}
