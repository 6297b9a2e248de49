import type { StreamMasker } from "../../base/logs/index.ts";
import { createFinder, isLineEnd, type Finder } from "./find-values.ts";
import { spellings } from "./spellings.ts";

/** Hides known values, in every spelling of `spellings`. Values under 6 bytes cannot be masked and are passed over. */
export interface Masker {
  /** For one stream: it holds back at most the longest spelling less one byte, and only what may be the beginning of one. */
  stream(): StreamMasker;
  text(text: string): string;
  /** A copy with every text in it masked, names of fields too: JSON may spell one text in very many ways. */
  json<Value>(value: Value): Value;
}

const veil = Buffer.from("•••");
const star = 42;
const nothing = Buffer.alloc(0);
/** A value split over lines is hidden but for a piece shorter than this on the first: else every line would wait for the next. */
const shownPiece = 4;

/** @param options `keepLength` puts a star for each hidden byte, for bytes whose length was said before. */
export function createMasker(values: readonly string[], { keepLength = false } = {}): Masker {
  const finder = createFinder(values.flatMap(spellings));
  const stream = (): StreamMasker => (finder ? new Veiling(finder, keepLength) : { mask: (chunk) => chunk, flush: () => nothing });
  const text = (given: string): string => {
    if (!finder) return given;
    const bytes = Buffer.from(given);
    return finder.next(bytes, 0, true) ? new Veiling(finder, keepLength).last(bytes).toString("utf8") : given;
  };
  return { stream, text, json: (value) => (finder ? (maskJson(text, value) as typeof value) : value) };
}

function maskJson(text: (given: string) => string, value: unknown): unknown {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.map((item) => maskJson(text, item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [text(name), maskJson(text, item)]));
}

class Veiling implements StreamMasker {
  readonly #finder: Finder;
  readonly #keepLength: boolean;
  #held: Buffer = nothing;
  /** So many of the held bytes have been passed on: they may only begin a value that goes on in the next line. */
  #shown = 0;

  constructor(finder: Finder, keepLength: boolean) {
    this.#finder = finder;
    this.#keepLength = keepLength;
  }

  mask(chunk: Buffer): Buffer {
    return this.#pass(this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]), false);
  }

  flush(): Buffer {
    return this.#pass(this.#held, true);
  }

  last(bytes: Buffer): Buffer {
    return this.#pass(bytes, true);
  }

  #pass(bytes: Buffer, isLast: boolean): Buffer {
    let found = this.#finder.next(bytes, 0, isLast);
    if (!found && this.#shown === 0) return this.#keep(bytes, bytes.length, bytes.length);
    const out = new Output(bytes, this.#shown, this.#keepLength);
    for (; found && !("keep" in found); found = this.#finder.next(bytes, found.end, isLast))
      out.hide(afterShownPiece(bytes, found.start, found.end), found.end);
    const keep = found ? found.keep : bytes.length;
    const rest = Math.max(out.passed, found ? afterShownPiece(bytes, keep, bytes.length) : keep);
    this.#keep(bytes, keep, rest);
    return out.upTo(rest);
  }

  #keep(bytes: Buffer, keep: number, rest: number): Buffer {
    this.#held = keep === bytes.length ? nothing : Buffer.from(bytes.subarray(keep));
    this.#shown = rest - keep;
    return bytes;
  }
}

/** What is passed on of some bytes: themselves as long as nothing is hidden, then a copy. */
class Output {
  passed: number;
  readonly #bytes: Buffer;
  readonly #keepLength: boolean;
  #copy: Buffer | undefined;
  #length = 0;

  constructor(bytes: Buffer, passed: number, keepLength: boolean) {
    this.#bytes = bytes;
    this.#keepLength = keepLength;
    this.passed = passed;
  }

  hide(start: number, end: number): void {
    // A veil is at most three bytes longer than what it hides, and a line end inside is one byte of what is hidden.
    this.#copy ??= Buffer.allocUnsafe(2 * this.#bytes.length + veil.length);
    this.#add(this.#bytes, this.passed, start);
    if (this.#keepLength) this.#star(Math.max(start, this.passed), end);
    else this.#veil(Math.max(start, this.passed), end);
    this.passed = end;
  }

  /** Lines keep their numbers: the ends of those that a value is split over come behind the veil. */
  #veil(start: number, end: number): void {
    this.#add(veil, 0, veil.length);
    for (let place = start; place < end; place++) if (isLineEnd(this.#bytes[place])) this.#add(this.#bytes, place, place + 1);
  }

  #star(start: number, end: number): void {
    const from = this.#length;
    this.#add(this.#bytes, start, end);
    for (let place = from; place < this.#length; place++) if (this.#copy && !isLineEnd(this.#copy[place])) this.#copy[place] = star;
  }

  upTo(rest: number): Buffer {
    if (!this.#copy) return this.#bytes.subarray(this.passed, rest);
    this.#add(this.#bytes, this.passed, rest);
    return this.#copy.subarray(0, this.#length);
  }

  #add(from: Buffer, start: number, end: number): void {
    if (end > start) this.#length += from.copy(this.#copy ?? nothing, this.#length, start, end);
  }
}

/** Where hiding begins: behind the line ends that follow a first piece too short to wait for, else at the start. */
function afterShownPiece(bytes: Buffer, start: number, end: number): number {
  let place = start;
  while (place < end && place - start < shownPiece && !isLineEnd(bytes[place])) place++;
  if (place === end || place - start >= shownPiece) return start;
  while (place < end && isLineEnd(bytes[place])) place++;
  return place;
}
