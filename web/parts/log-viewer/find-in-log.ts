import type { LogBuffer } from "./log-buffer.ts";

const slice = 20_000;
/** More hits than anybody walks through; counted on, not kept. */
const kept = 100_000;

export interface Found {
  query: string;
  /** Indexes of lines that hold the words, rising. */
  lines: readonly number[];
  /** How many occurrences in all lines looked at. */
  count: number;
  /** Lines looked at so far. */
  upTo: number;
}

export function nothingFound(query: string): Found {
  return { query, lines: [], count: 0, upTo: 0 };
}

/** Looks at the next 20,000 lines after `found.upTo`, without regard to case. */
export function findOn(buffer: LogBuffer, found: Found): Found {
  const needle = found.query.toLowerCase();
  const end = Math.min(buffer.size, found.upTo + slice);
  const lines = [...found.lines];
  let count = found.count;
  for (let index = found.upTo; index < end; index++) {
    const hits = hitsIn(buffer.plain(index), needle).length;
    if (hits > 0 && lines.length < kept) lines.push(index);
    count += hits;
  }
  return { query: found.query, lines, count, upTo: end };
}

/** Where `needle` (lower case) stands in a text, as starts. */
export function hitsIn(text: string, needle: string): number[] {
  const hits: number[] = [];
  if (!needle) return hits;
  const lower = text.toLowerCase();
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, at + needle.length)) hits.push(at);
  return hits;
}

const alarming = /\b(fatal|panic|traceback|exception|unhandled|error)\b(?!s?\s*[:=]?\s*0\b)/i;
const harmless = /\b(?:0|no) errors?\b|errors?(?:_count)?["']?\s*[:=]\s*0\b/i;

/** The first line that reads like an error between two indexes; the verdict's own line is better where there is one. */
export function firstErrorLine(buffer: LogBuffer, from = 0, to = buffer.size): number | undefined {
  for (let index = from; index < to; index++) {
    const text = buffer.plain(index);
    if (alarming.test(text) && !harmless.test(text)) return index;
  }
  return undefined;
}
