import type { Evidence, Stream } from "@stoa/contract";
import { cutText } from "../messages/cut-text.ts";

/** Longest part of a line any rule looks at, in characters. */
export const judgedLength = 16 * 1024;
/** The most bytes that so many characters can be. */
export const mostBytes = 4 * judgedLength;
const evidenceLength = 500;
const prefilterLength = 2_000;

/** A log line as rules see it: cut at 16 KB, without colours and NUL, which the database cannot keep. `head` is its first 2,000 characters. */
export interface Line {
  stream: Stream;
  number: number;
  text: string;
  head: string;
}

// oxlint-disable-next-line no-control-regex -- terminal colours are control characters
const ansi = /\u001b\[[0-9;?]{0,20}[A-Za-z]/g;

export function toLine(stream: Stream, text: string, number: number): Line {
  const cut = text.slice(0, judgedLength);
  const bare = cut.includes("\u001b") ? cut.replaceAll(ansi, "") : cut;
  const plain = bare.includes("\u0000") ? bare.replaceAll("\u0000", "") : bare;
  return { stream, number, text: plain, head: plain.slice(0, prefilterLength) };
}

export function toEvidence(line: Line): Evidence {
  return { stream: line.stream, line: line.number, text: cutText(line.text.trim(), evidenceLength) };
}

/** Where the line that begins here ends: at its line feed, or with the bytes. */
export function endOfLine(bytes: Buffer, start: number): number {
  const found = bytes.indexOf(10, start);
  return found < 0 ? bytes.length : found;
}
