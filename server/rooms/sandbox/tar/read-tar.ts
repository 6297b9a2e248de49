import type { Readable } from "node:stream";

export type TarType = "file" | "directory" | "symlink" | "hardlink" | "other";

/** One entry. `path` and `link` hold bytes as latin1 text, since names need not be UTF-8; `body` must be read before the next entry. */
export interface TarEntry {
  path: string;
  type: TarType;
  mode: number;
  size: number;
  link: string;
  body: AsyncIterable<Buffer>;
}

const types: Record<string, TarType> = { "0": "file", "\0": "file", "7": "file", "1": "hardlink", "2": "symlink", "5": "directory" };
const longest = 1 << 20;

/**
 * Entries of a tar (ustar, pax, GNU long names). The source is read to its end, padding and all, so that who writes it can end;
 * a reader that stops early lets it go. @throws Error when it is damaged or ends early. Source: tar(5), POSIX pax.
 */
export async function* readTar(source: Readable | AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const bytes = new ByteReader(source);
  try {
    yield* readEntries(bytes);
    await bytes.drain();
  } finally {
    await bytes.letGo();
  }
}

async function* readEntries(bytes: ByteReader): AsyncGenerator<TarEntry> {
  let extra: Extra = {};
  for (let head = await nextHead(bytes); head; head = await nextHead(bytes)) {
    const type = head.toString("latin1", 156, 157);
    const size = sizeOf(head, extra);
    if ("xgLK".includes(type)) {
      extra = { ...extra, ...(await readExtra(bytes, type, size)) };
      continue;
    }
    const entry = entryOf(head, extra, size);
    extra = {};
    yield { ...entry, body: bytes.body(entry.size) };
    await bytes.skipRest();
    if (entry.type === "other") await bytes.take(padded(size));
  }
}

/** What a block before an entry says of it: `path`, `linkpath`, `size`, and what nobody asks for. */
type Extra = Record<string, string>;

async function nextHead(bytes: ByteReader): Promise<Buffer | undefined> {
  const head = await bytes.take(512);
  if (head.every((byte) => byte === 0)) return undefined;
  if (head.length < 512) throw new Error("the tar ends in the middle of a header");
  checkSum(head);
  return head;
}

function sizeOf(head: Buffer, extra: Extra): number {
  const size = Number(extra["size"] ?? number(head, 124, 12));
  if (!Number.isSafeInteger(size) || size < 0) throw new Error("the tar has an entry of no size");
  return size;
}

/** A pax block (x), a global one (g, passed over), or a GNU long name (L) or link (K). */
async function readExtra(bytes: ByteReader, type: string, size: number): Promise<Extra> {
  if (size > longest) throw new Error("the tar has an overlong name");
  const text = (await bytes.take(padded(size))).toString("latin1", 0, size);
  if (type === "x") return readPax(text);
  return type === "g" ? {} : { [type === "L" ? "path" : "linkpath"]: text.replace(/\0.*$/s, "") };
}

function entryOf(head: Buffer, extra: Extra, size: number): Omit<TarEntry, "body"> {
  const type = types[head.toString("latin1", 156, 157)] ?? "other";
  const path = extra["path"] ?? name(head);
  const link = extra["linkpath"] ?? string(head, 157, 100);
  return { path, link, type, mode: number(head, 100, 8) & 0o7777, size: type === "file" ? size : 0 };
}

const padded = (size: number): number => Math.ceil(size / 512) * 512;

function string(head: Buffer, at: number, length: number): string {
  return head.toString("latin1", at, at + length).replace(/\0.*$/s, "");
}

function name(head: Buffer): string {
  const prefix = head.toString("latin1", 257, 262) === "ustar" && head[263] !== 0x20 ? string(head, 345, 155) : "";
  return prefix === "" ? string(head, 0, 100) : `${prefix}/${string(head, 0, 100)}`;
}

/** Octal text, or base 256 when the first bit is set. */
function number(head: Buffer, at: number, length: number): number {
  if (((head[at] ?? 0) & 0x80) !== 0) return Number(head.readBigUInt64BE(at + length - 8));
  return Number.parseInt(string(head, at, length).trim() || "0", 8);
}

function checkSum(head: Buffer): void {
  let sum = 0;
  for (let i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 0x20 : (head[i] ?? 0);
  if (sum !== number(head, 148, 8)) throw new Error("this is not a tar, or it is damaged");
}

function readPax(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (let at = 0; at < text.length;) {
    const length = Number.parseInt(text.slice(at), 10);
    if (!(length > 4)) break;
    const record = text.slice(text.indexOf(" ", at) + 1, at + length - 1);
    const equal = record.indexOf("=");
    found[record.slice(0, equal)] = record.slice(equal + 1);
    at += length;
  }
  return found;
}

class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);
  #left = 0;
  #pad = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Exactly `size` bytes, or fewer at the end of the source. */
  async take(size: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let have = 0;
    while (have < size) {
      const part = await this.#some(size - have);
      if (!part) break;
      parts.push(part);
      have += part.length;
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  body(size: number): AsyncIterable<Buffer> {
    this.#left = size;
    this.#pad = padded(size) - size;
    return this.#chunks();
  }

  async skipRest(): Promise<void> {
    for await (const _ of this.#chunks());
    await this.take(this.#pad);
    this.#pad = 0;
  }

  async drain(): Promise<void> {
    while (!(await this.#source.next()).done);
  }

  async letGo(): Promise<void> {
    await this.#source.return?.();
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    while (this.#left > 0) {
      const part = await this.#some(this.#left);
      if (!part) throw new Error("the tar ends in the middle of a file");
      this.#left -= part.length;
      yield part;
    }
  }

  async #some(most: number): Promise<Buffer | undefined> {
    if (this.#held.length === 0) {
      const next = await this.#source.next();
      if (next.done) return undefined;
      this.#held = Buffer.from(next.value);
    }
    const part = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(part.length);
    return part;
  }
}
