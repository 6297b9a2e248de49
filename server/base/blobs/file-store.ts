import { hash, randomUUID, webcrypto } from "node:crypto";
import { type FileHandle, mkdir, open, opendir, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type BlobInfo, type BlobStore, type ByteRange, checkKey, noSuchBlob, overLimit, type Written } from "./blob-store.ts";
import { Measure } from "./measure.ts";

// A blob's file ends in a character that keys do not have: the keys `a` and `a/b` can both exist.
const ending = "~";
const writing = ".writing";
/** A draft that nobody has added to for so long is one of a process that was killed. */
const leftMs = 86_400_000;

/** Blobs as files of mode 0600 below one folder, a folder a key segment. */
export class FileStore implements BlobStore {
  readonly #folder: string;
  #swept: Promise<void> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(key: string, data: Uint8Array | Readable, options: { limit?: number } = {}): Promise<Written> {
    const path = this.#pathOf(key);
    await mkdir(join(this.#folder, writing), { recursive: true, mode: 0o700 });
    await (this.#swept ??= this.#sweep());
    const draft = join(this.#folder, writing, randomUUID());
    try {
      const written = await writeDraft(draft, data, options.limit);
      await moveIn(draft, path);
      return written;
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const file = await open(this.#pathOf(key)).catch(throwMissing);
    const { size } = await file.stat();
    const start = range?.start ?? 0;
    const end = Math.min(size, range?.length === undefined ? size : start + range.length) - 1;
    if (start > end) {
      await file.close();
      return Readable.from([]);
    }
    return file.createReadStream({ start, end });
  }

  async head(key: string): Promise<BlobInfo | undefined> {
    try {
      return { key, size: (await stat(this.#pathOf(key))).size };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    const path = this.#pathOf(key);
    await rm(path, { force: true });
    await this.#prune(dirname(path));
  }

  async *list(prefix: string): AsyncIterable<BlobInfo> {
    const cut = prefix.lastIndexOf("/");
    const base = cut < 0 ? "" : prefix.slice(0, cut + 1);
    yield* this.#walk(base, prefix);
  }

  async *#walk(base: string, prefix: string): AsyncIterable<BlobInfo> {
    for (const name of await this.#entries(base)) {
      const key = base + name;
      if (!key.startsWith(prefix) && !prefix.startsWith(key)) continue;
      if (name.endsWith("/")) yield* this.#walk(key, prefix);
      else {
        const info = await this.head(key);
        if (info && key.startsWith(prefix)) yield info;
      }
    }
  }

  /** Names in one folder, folders with a slash, in the order their keys have. */
  async #entries(base: string): Promise<string[]> {
    const names: string[] = [];
    try {
      for await (const entry of await opendir(join(this.#folder, base))) {
        if (entry.isDirectory() && entry.name !== writing) names.push(`${entry.name}/`);
        else if (entry.name.endsWith(ending)) names.push(entry.name.slice(0, -1));
      }
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    return names.toSorted((a, b) => (a < b ? -1 : 1));
  }

  /** Empty folders would pile up with every run that is forgotten. */
  async #prune(folder: string): Promise<void> {
    if (folder.length <= this.#folder.length) return;
    try {
      await rmdir(folder);
    } catch {
      return;
    }
    await this.#prune(dirname(folder));
  }

  /** Once a process: drafts are as large as artifacts, and nothing else knows of them. One that cannot be looked at stays. */
  async #sweep(): Promise<void> {
    const drafts = join(this.#folder, writing);
    const before = Date.now() - leftMs;
    for (const name of await readdir(drafts).catch(() => [])) {
      const draft = join(drafts, name);
      const found = await stat(draft).catch(() => undefined);
      if (found && found.mtimeMs < before) await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  #pathOf(key: string): string {
    checkKey(key);
    return join(this.#folder, key + ending);
  }
}

async function writeDraft(path: string, data: Uint8Array | Readable, limit: number | undefined): Promise<Written> {
  if (data instanceof Uint8Array && data.length > (limit ?? data.length)) throw overLimit(limit ?? 0);
  const file = await open(path, "wx", 0o600);
  try {
    const written = await (data instanceof Uint8Array ? writeBytes(file, data) : writeStream(file, data, limit));
    await file.sync();
    return written;
  } finally {
    await file.close();
  }
}

async function writeBytes(file: FileHandle, bytes: Uint8Array): Promise<Written> {
  const [sha256] = await Promise.all([digestOf(bytes), file.writeFile(bytes)]);
  return { size: bytes.length, sha256 };
}

/** Much is hashed beside the process, not in it. */
async function digestOf(bytes: Uint8Array): Promise<string> {
  if (bytes.length < 65_536) return hash("sha256", bytes, "hex");
  return Buffer.from(await webcrypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)).toString("hex");
}

async function writeStream(file: FileHandle, data: Readable, limit: number | undefined): Promise<Written> {
  const measure = new Measure(limit);
  await pipeline(data, measure, (chunks: AsyncIterable<Buffer>) => file.writeFile(chunks));
  return measure.result();
}

/** Removing a neighbour may prune the folder between making it and moving in; then it is made again. */
async function moveIn(draft: string, path: string): Promise<void> {
  const folder = dirname(path);
  for (let tries = 1; ; tries++) {
    const firstMade = await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      await rename(draft, path);
      return await syncFolders(folder, firstMade === undefined ? folder : dirname(firstMade));
    } catch (error) {
      if (tries >= 5 || !isMissing(error)) throw error;
    }
  }
}

async function syncFolders(folder: string, last: string): Promise<void> {
  const held = await open(folder);
  await held.sync().finally(() => held.close());
  if (folder.length > last.length) await syncFolders(dirname(folder), last);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

function throwMissing(error: unknown): never {
  throw isMissing(error) ? noSuchBlob() : error;
}
