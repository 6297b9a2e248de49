/** Finds any of many byte patterns (Wu and Manber 1994: skips by a table over the last two bytes of a window as long as the shortest). */
export interface Finder {
  /** The leftmost match at or after `from`, the longest there. */
  next(bytes: Buffer, from: number): { start: number; end: number } | undefined;
  /** Where the longest tail begins (at or after `from`) that may be the beginning of a pattern; the length when there is none. */
  openEnd(bytes: Buffer, from: number): number;
}

/** @returns undefined without patterns. Every pattern has at least two bytes. */
export function createFinder(given: readonly Buffer[]): Finder | undefined {
  const patterns = unique(given).toSorted((one, other) => other.length - one.length);
  const shortest = patterns.at(-1)?.length;
  const longest = patterns[0]?.length;
  if (shortest === undefined || longest === undefined) return undefined;
  const { shifts, buckets } = buildTables(patterns, shortest);
  return {
    next: (bytes, from) => search(bytes, from, shortest, shifts, buckets),
    openEnd: (bytes, from) => findOpenEnd(bytes, Math.max(from, bytes.length - longest + 1), patterns),
  };
}

function unique(patterns: readonly Buffer[]): Buffer[] {
  return [...new Map(patterns.map((pattern) => [pattern.toString("latin1"), pattern])).values()];
}

type Buckets = Map<number, Buffer[]>;

function buildTables(patterns: readonly Buffer[], window: number): { shifts: Uint8Array; buckets: Buckets } {
  const most = Math.min(window - 1, 255);
  const shifts = new Uint8Array(65_536).fill(most);
  const buckets: Buckets = new Map();
  for (const pattern of patterns) {
    for (let index = 1; index < window; index++) {
      const pair = pairAt(pattern, index);
      shifts[pair] = Math.min(shifts[pair] ?? most, window - 1 - index);
    }
    const last = pairAt(pattern, window - 1);
    buckets.set(last, [...(buckets.get(last) ?? []), pattern]);
  }
  return { shifts, buckets };
}

function pairAt(bytes: Buffer, index: number): number {
  return ((bytes[index - 1] ?? 0) << 8) | (bytes[index] ?? 0);
}

function search(
  bytes: Buffer,
  from: number,
  window: number,
  shifts: Uint8Array,
  buckets: Buckets,
): { start: number; end: number } | undefined {
  let index = from + window - 1;
  while (index < bytes.length) {
    const pair = pairAt(bytes, index);
    const shift = shifts[pair] ?? 0;
    if (shift > 0) {
      index += shift;
      continue;
    }
    const start = index - window + 1;
    const found = buckets.get(pair)?.find((pattern) => startsAt(bytes, start, pattern));
    if (found) return { start, end: start + found.length };
    index += 1;
  }
  return undefined;
}

function startsAt(bytes: Buffer, start: number, pattern: Buffer): boolean {
  return start + pattern.length <= bytes.length && bytes.compare(pattern, 0, pattern.length, start, start + pattern.length) === 0;
}

function findOpenEnd(bytes: Buffer, from: number, patterns: readonly Buffer[]): number {
  for (let start = Math.max(0, from); start < bytes.length; start++) {
    const left = bytes.length - start;
    const open = patterns.some((pattern) => pattern.length > left && bytes.compare(pattern, 0, left, start, bytes.length) === 0);
    if (open) return start;
  }
  return bytes.length;
}
