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

export function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

/** The lines of a record, the first with this number. */
export function linesOf(record: LogRecord, firstLine: number): LogLine[] {
  const texts = record.bytes.toString("utf8").split("\n");
  texts.pop();
  return texts.map((text, index) => ({ line: firstLine + index, at: record.at, stream: record.stream, text }));
}
