/** Where log text comes from; `stoa` is what we say ourselves. */
export const logStreams = ["stdout", "stderr", "stoa"] as const;
export type LogStream = (typeof logStreams)[number];

/** The last line had no newline; the last line goes on in the stream's next record. */
export const flagOpen = 1;
export const flagCut = 2;

/**
 * A record is whole lines of one stream that were read at the same time: length u32, stream u8, flags u8, milliseconds u48 (all
 * big-endian), then the bytes. Every line in it ends in a newline; a flag says when the last one is ours.
 */
export const headerBytes = 12;

export interface LogLine {
  /** From 0 within the log, all streams together. */
  line: number;
  at: number;
  stream: LogStream;
  text: string;
}

export function encodeHeader(stream: LogStream, flags: number, at: number, length: number): Buffer {
  const header = Buffer.allocUnsafe(headerBytes);
  header.writeUInt32BE(length, 0);
  header.writeUInt8(logStreams.indexOf(stream), 4);
  header.writeUInt8(flags, 5);
  header.writeUIntBE(at, 6, 6);
  return header;
}

export interface LogRecord {
  stream: LogStream;
  flags: number;
  at: number;
  bytes: Buffer;
}

export function* decodeRecords(raw: Buffer): Generator<LogRecord> {
  let place = 0;
  while (place + headerBytes <= raw.length) {
    const length = raw.readUInt32BE(place);
    const start = place + headerBytes;
    const stream = logStreams[raw.readUInt8(place + 4)] ?? "stoa";
    yield { stream, flags: raw.readUInt8(place + 5), at: raw.readUIntBE(place + 6, 6), bytes: raw.subarray(start, start + length) };
    place = start + length;
  }
}

const lineFeed = 10;
const fourFeeds = 0x0a0a0a0a;
const lowBits = 0x7f7f7f7f;
const oneEach = 0x01010101;
/** So many words may each count into the four bytes of one before one of them overflows. */
const mostSummed = 255;
const fewBytes = 64;

/** How many line feeds there are, four bytes at a time: a search for each costs more than all else that is done with a line of a log. */
export function countLines(bytes: Buffer): number {
  if (bytes.length < fewBytes) return countIn(bytes, 0, bytes.length);
  const first = -bytes.byteOffset & 3;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + first, (bytes.length - first) >>> 2);
  let count = countIn(bytes, 0, first) + countIn(bytes, first + words.length * 4, bytes.length);
  for (let from = 0; from < words.length; from += mostSummed) {
    const sums = sumFeeds(words, from, Math.min(words.length, from + mostSummed));
    count += (sums & 255) + ((sums >>> 8) & 255) + ((sums >>> 16) & 255) + (sums >>> 24);
  }
  return count;
}

function countIn(bytes: Buffer, from: number, end: number): number {
  let count = 0;
  for (let place = from; place < end; place++) if (bytes[place] === lineFeed) count++;
  return count;
}

/** In each byte of what it gives: how many of the words have a line feed there. */
function sumFeeds(words: Int32Array, from: number, end: number): number {
  let sums = 0;
  for (let place = from; place < end; place++) {
    const apart = (words[place] as number) ^ fourFeeds;
    sums = (sums + ((~(((apart & lowBits) + lowBits) | apart) >>> 7) & oneEach)) | 0;
  }
  return sums;
}

/** The lines of a record, the first with this number. */
export function linesOf(record: LogRecord, firstLine: number): LogLine[] {
  const texts = record.bytes.toString("utf8").split("\n");
  texts.pop();
  return texts.map((text, index) => ({ line: firstLine + index, at: record.at, stream: record.stream, text }));
}
