import { createFinder, type Finder } from "./find-any.ts";
import { spellings } from "./spellings.ts";

/** Hides known values in one stream of bytes, also where they are split over chunks. */
export interface Masker {
  /** The part of all bytes so far that is safe to pass on. */
  mask(chunk: Buffer): Buffer;
  /** What was held back, at the end of the stream. */
  flush(): Buffer;
}

const veil = Buffer.from("•••");
const starred = (length: number): Buffer => Buffer.alloc(length, "*");
const nothing = Buffer.alloc(0);

/**
 * A masker for these values in every spelling of `spellings`. Values under 6 bytes cannot be masked and are passed over. Make one
 * a stream: it holds back at most the longest spelling less one byte, and only what may be the beginning of one. `keepLength` puts a
 * star for each byte, for bytes whose length was said before.
 */
export function createMasker(values: readonly string[], { keepLength = false } = {}): Masker {
  const finder = createFinder(values.flatMap(spellings));
  if (!finder) return { mask: (chunk) => chunk, flush: () => nothing };
  let held: Buffer = nothing;
  return {
    mask(chunk) {
      const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const { parts, rest } = veilAll(finder, bytes, keepLength ? starred : () => veil);
      const keep = finder.openEnd(bytes, rest);
      parts.push(bytes.subarray(rest, keep));
      held = Buffer.from(bytes.subarray(keep));
      return parts.length === 1 ? (parts[0] ?? nothing) : Buffer.concat(parts);
    },
    flush() {
      const last = held;
      held = nothing;
      return last;
    },
  };
}

/** A whole text with every known value hidden. */
export function maskText(values: readonly string[], text: string): string {
  const masker = createMasker(values);
  return Buffer.concat([masker.mask(Buffer.from(text)), masker.flush()]).toString("utf8");
}

function veilAll(finder: Finder, bytes: Buffer, veilOf: (length: number) => Buffer): { parts: Buffer[]; rest: number } {
  const parts: Buffer[] = [];
  let rest = 0;
  for (let hit = finder.next(bytes, 0); hit; hit = finder.next(bytes, rest)) {
    parts.push(bytes.subarray(rest, hit.start), veilOf(hit.end - hit.start));
    rest = hit.end;
  }
  return { parts, rest };
}
