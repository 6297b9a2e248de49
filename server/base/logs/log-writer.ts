import type { BlobStore } from "../blobs/index.ts";
import type { Clock } from "../clock.ts";
import { free } from "../let-go.ts";
import { keepChunk, mergeChunks, type LogChunk, type RawChunk } from "./chunks.ts";
import { GrowingPiece } from "./growing-piece.ts";
import type { LiveLog } from "./live-logs.ts";
import { packFlood } from "./pack-thread.ts";
import { pack } from "./packing.ts";
import { countLines, encodeHeader, flagCut, flagOpen, type LogStream } from "./records.ts";

/** Hides secrets in a stream of bytes; what it holds back comes with `flush`. What it gives is the bytes themselves, or its reader's own. */
export interface StreamMasker {
  mask(chunk: Buffer): Buffer;
  flush(): Buffer;
}

export interface LogWriterOptions {
  blobs: BlobStore;
  /** `logs/<side>/<customer>/<owner id>/<attempt>` */
  prefix: string;
  clock: Clock;
  /** A stream's own each: a secret may be split over writes. */
  masker?: { stream(): StreamMasker; text(text: string): string };
  live?: LiveLog;
  /** Keeps the row of a piece stored before the seal. False: the log is nobody's any more, nothing more is stored. */
  onChunk(chunk: LogChunk): Promise<boolean>;
  /** Sees `count` whole lines, masked, as they are logged, each ending in a newline; keeps none of the bytes. `firstLine` counts from 0 within the log. */
  onLines?(stream: LogStream, lines: Buffer, firstLine: number, count: number): void;
  /** While true nothing more is stored: lines are still seen by `onLines`, and the log says that they are left out. */
  isDiskFull?: () => boolean;
  limitBytes?: number;
  flushBytes?: number;
  flushMs?: number;
}

export interface SealedLog {
  lines: number;
  /** Of text, before compression. */
  bytes: number;
  /** All pieces of the log, in order; they take the place of those told by `onChunk`. */
  chunks: LogChunk[];
  /** Whether pieces were stored before the seal. */
  written: boolean;
  cut: boolean;
  /** Lines that were not stored for want of disk: numbers told to `onLines` are then not those of the log. */
  leftOut: number;
}

const longestLine = 64 * 1_024;
const defaultLimit = 64 * 1_048_576;
/** Pieces packed at a time, and with those the disk is waited for; what one of a flood and what waits may hold, in pieces of the usual size. */
const mostPacking = 2;
const mostStoring = 4;
const floodPiece = 20;
const floodMs = 1_000;
const mostPending = 26;
const empty = Buffer.alloc(0);

/**
 * Writes one log: masks, cuts into records of whole lines, stores a zstd piece at 256 KB or after a second, seals. While a piece is
 * being stored the next one grows, so pieces get larger as the flood does; two are packed at a time; `write` resolves late when memory would fill.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #carry = new Map<LogStream, Buffer>();
  readonly #maskers = new Map<LogStream, StreamMasker>();
  readonly #limit: number;
  readonly #flushBytes: number;
  #pending = new GrowingPiece();
  readonly #spare: GrowingPiece[] = [];
  #pendingBytes = 0;
  #pendingFrom = 0;
  #pendingAt = 0;
  #lines = 0;
  #bytes = 0;
  #cut = false;
  #leavesOut = false;
  #leftOut = 0;
  #sealed = false;
  #chunks: LogChunk[] = [];
  /** Pieces being stored, the oldest first. */
  readonly #storing: Promise<void>[] = [];
  #packing = 0;
  /** Kept as soon as what waits is taken to be packed. */
  #room: PromiseWithResolvers<void> | undefined;
  #begun = 0;
  #storedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  /** What is pending has waited its time, and goes as soon as nothing else is being stored. */
  #isLate = false;
  #fault: Error | undefined;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#limit = options.limitBytes ?? defaultLimit;
    this.#flushBytes = options.flushBytes ?? 256 * 1_024;
  }

  /** Takes bytes of a program's stream, and keeps none of them. Await the promise, when there is one, before giving more. */
  write(stream: LogStream, bytes: Buffer): Promise<void> | undefined {
    if (this.#cut || this.#sealed) return undefined;
    const masked = this.#maskerOf(stream)?.mask(bytes) ?? bytes;
    this.#append(stream, masked);
    if (masked.buffer !== bytes.buffer) free(masked);
    if (this.#isDue()) this.#store();
    if (this.#pendingBytes <= mostPending * this.#flushBytes) return undefined;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  /** A line of ours in the log. */
  note(text: string): void {
    if (this.#sealed) return;
    const line = text.replaceAll("\n", " ");
    this.#emit("stoa", Buffer.from(`${this.#options.masker?.text(line) ?? line}\n`), 0);
  }

  get lines(): number {
    return this.#lines;
  }

  /** Ends the log: the last bytes are stored, small pieces joined. Whoever follows it is told that it is over also where that fails. */
  async seal(): Promise<SealedLog> {
    return this.#end().finally(() => this.#options.live?.close());
  }

  async #end(): Promise<SealedLog> {
    for (const [stream, masker] of this.#maskers) this.#append(stream, masker.flush());
    for (const [stream, rest] of this.#carry)
      if (rest.length > 0 && !this.#cut) this.#emit(stream, Buffer.concat([rest, Buffer.from("\n")]), flagOpen);
    this.#sealed = true;
    clearTimeout(this.#timer);
    const ending = this.#pending;
    const last = this.#storeLast();
    while (this.#storing.length > 0) await this.#storing[0];
    const written = this.#chunks.length > 0;
    const chunk = await last;
    if (this.#fault) throw this.#fault;
    if (chunk) this.#chunks.push(chunk);
    const chunks = await mergeChunks(this.#options.blobs, this.#options.prefix, this.#chunks);
    for (const piece of [ending, this.#pending, ...this.#spare]) piece.end();
    return { lines: this.#lines, bytes: this.#bytes, chunks, written, cut: this.#cut, leftOut: this.#leftOut };
  }

  #maskerOf(stream: LogStream): StreamMasker | undefined {
    if (!this.#options.masker) return undefined;
    const known = this.#maskers.get(stream) ?? this.#options.masker.stream();
    this.#maskers.set(stream, known);
    return known;
  }

  #append(stream: LogStream, bytes: Buffer): void {
    const carried = this.#carry.get(stream) ?? empty;
    const last = bytes.lastIndexOf(10);
    if (last < 0) {
      this.#keepCarry(stream, carried.length === 0 ? bytes : Buffer.concat([carried, bytes]));
      return;
    }
    // Only the line that had begun is put together anew, not all that came with its end.
    const first = carried.length === 0 ? 0 : bytes.indexOf(10) + 1;
    if (first > 0) this.#emit(stream, Buffer.concat([carried, bytes.subarray(0, first)]), 0);
    if (last + 1 > first) this.#emit(stream, bytes.subarray(first, last + 1), 0);
    this.#keepCarry(stream, bytes.subarray(last + 1));
  }

  /** A line that does not end is cut into pieces, so that it cannot fill memory. */
  #keepCarry(stream: LogStream, bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > longestLine) {
      const end = beforeLetter(rest, longestLine);
      this.#emit(stream, Buffer.concat([rest.subarray(0, end), Buffer.from("\n")]), flagCut);
      rest = rest.subarray(end);
    }
    this.#carry.set(stream, Buffer.from(rest));
  }

  #emit(stream: LogStream, lines: Buffer, flags: number): void {
    if (this.#cut) return;
    if (this.#isLeftOut(stream, lines)) return;
    this.#record(stream, lines, flags);
    if (this.#bytes < this.#limit) return;
    this.#cut = true;
    this.#record("stoa", Buffer.from(`The log is cut here: it is longer than ${Math.round(this.#limit / 1_048_576)} MB.\n`), 0);
  }

  /** A nearly full disk is kept for the database; the program goes on, and what it says is still judged. */
  #isLeftOut(stream: LogStream, lines: Buffer): boolean {
    const isFull = this.#options.isDiskFull?.() ?? false;
    if (isFull && !this.#leavesOut)
      this.#record("stoa", Buffer.from("The log is cut here: the disk of this deployment is nearly full.\n"), 0);
    if (!isFull && this.#leavesOut)
      this.#record("stoa", Buffer.from(`The log goes on here: there is room again. ${this.#leftOut} lines were left out so far.\n`), 0);
    this.#leavesOut = isFull;
    if (!isFull || stream === "stoa") return false;
    const count = countLines(lines);
    this.#options.onLines?.(stream, lines, this.#lines + this.#leftOut, count);
    this.#leftOut += count;
    return true;
  }

  #record(stream: LogStream, lines: Buffer, flags: number): void {
    const at = this.#options.clock.now();
    const count = countLines(lines);
    const firstLine = this.#lines;
    if (this.#pendingBytes === 0) this.#beginPiece(at);
    this.#pending.add(encodeHeader(stream, flags, at, lines.length));
    const bytes = this.#pending.add(lines);
    this.#pendingBytes += lines.length;
    this.#bytes += lines.length;
    this.#lines += count;
    this.#options.live?.publish({ record: { stream, flags, at, bytes }, firstLine, lines: count });
    this.#options.onLines?.(stream, lines, firstLine, count);
  }

  #beginPiece(at: number): void {
    this.#pendingFrom = this.#lines;
    this.#pendingAt = at;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#isLate = true;
      this.#storeNext();
    }, this.#options.flushMs ?? 1_000).unref();
  }

  /**
   * In a flood a piece must be worth what storing costs others: each is two waits for the disk and a commit. So the next one comes a
   * second later, or when it is large.
   */
  #isDue(): boolean {
    if (this.#packing >= mostPacking || this.#storing.length >= mostStoring) return false;
    if (this.#isLate && this.#storing.length === 0) return true;
    const isFlood = this.#storing.length > 0 || this.#options.clock.now() - this.#storedAt < floodMs;
    return this.#pendingBytes >= (isFlood ? floodPiece : 1) * this.#flushBytes;
  }

  #store(): void {
    const before = this.#storing.at(-1);
    this.#storedAt = this.#options.clock.now();
    const piece = this.#pending;
    const storing: Promise<void> = Promise.all([this.#storePending(false), before])
      .then(async ([chunk]) => {
        if (await this.#options.onChunk(chunk)) this.#options.live?.stored(chunk.firstLine + chunk.lines);
        else this.#cut = true;
        this.#chunks.push(chunk);
        piece.empty();
        this.#spare.push(piece);
      })
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        void this.#storing.shift();
        this.#storeNext();
      });
    this.#storing.push(storing);
  }

  #storeNext(): void {
    if (this.#isDue() && !this.#sealed) this.#store();
  }

  /** What is still pending, packed beside what is being stored. */
  async #storeLast(): Promise<LogChunk | undefined> {
    if (this.#pendingBytes === 0 || this.#fault) return undefined;
    try {
      return await this.#storePending(true);
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  #failed(error: unknown): void {
    this.#fault ??= error instanceof Error ? error : new Error(String(error));
    this.#cut = true;
  }

  #storePending(isLast: boolean): Promise<LogChunk> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isLate = false;
    const pending = this.#pending;
    const piece = {
      seq: this.#begun++,
      firstLine: this.#pendingFrom,
      lines: this.#lines - this.#pendingFrom,
      firstAt: this.#pendingAt,
      raw: pending.bytes,
    };
    this.#pending = this.#spare.pop() ?? new GrowingPiece();
    this.#pendingBytes = 0;
    this.#room?.resolve();
    this.#room = undefined;
    return this.#pack(piece, isLast);
  }

  async #pack(piece: RawChunk, isLast: boolean): Promise<LogChunk> {
    this.#packing++;
    const stored = await (isLast ? pack(piece.raw, false) : packFlood(piece.raw)).finally(() => this.#packing--);
    this.#storeNext();
    return keepChunk(this.#options.blobs, this.#options.prefix, piece, { stored, mayInline: isLast && piece.seq === 0 });
  }
}

/** The last place, up to `most`, where no letter of UTF-8 is parted; of what is no text that is `most`. */
function beforeLetter(bytes: Buffer, most: number): number {
  let place = most;
  while (most - place < 3 && isWithinLetter(bytes[place])) place--;
  return isWithinLetter(bytes[place]) ? most : place;
}

const isWithinLetter = (byte = 0): boolean => byte >= 0x80 && byte < 0xc0;
