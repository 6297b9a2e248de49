import { chmod, link, lstat, open, readlink, readdir, rm, symlink } from "node:fs/promises";
import { posix } from "node:path";
import { makeFolder } from "./make-folder.ts";
import type { TarEntry } from "./read-tar.ts";

export interface ExtractLimits {
  bytes: number;
  entries: number;
}

/**
 * Unpacks entries below `root` without rights and without trust: every path is resolved inside `root`, link by link; `..`, devices and sockets
 * are not made. Owners are ours, modes are reduced to 0644 or 0755 so that every slot may read. Whiteouts of image layers delete.
 */
export class Extractor {
  readonly #root: string;
  readonly #limits: ExtractLimits;
  #bytes = 0;
  #entries = 0;

  constructor(root: string, limits: ExtractLimits) {
    this.#root = root;
    this.#limits = limits;
  }

  /** @param strip leading folders to drop. @throws Error that names the entry. */
  async add(entries: AsyncIterable<TarEntry>, strip = 0): Promise<void> {
    for await (const entry of entries) {
      const parts = entry.path.split("/").filter((part) => part !== "" && part !== ".");
      if (parts.includes("..")) throw new Error(`the entry ${entry.path} leads out of the archive`);
      const inside = parts.slice(strip);
      if (inside.length > 0) await this.#one(entry, inside);
      this.#entries++;
      if (this.#entries > this.#limits.entries) throw new Error(`the archive holds more than ${this.#limits.entries} entries`);
    }
  }

  async #one(entry: TarEntry, parts: string[]): Promise<void> {
    const name = parts.at(-1) ?? "";
    const folder = await this.#folder(parts.slice(0, -1), entry.path);
    if (name === ".wh..wh..opq") return this.#empty(folder);
    if (name.startsWith(".wh.")) return rm(at(this.#root, `${folder}/${name.slice(4)}`), { recursive: true, force: true });
    const path = at(this.#root, `${folder}/${name}`);
    const there = await lstat(path).catch(() => undefined);
    if (entry.type === "directory")
      return there?.isDirectory() ? undefined : this.#replace(path, there !== undefined, () => makeFolder(path));
    if (entry.type === "other") return;
    await this.#replace(path, there !== undefined, () => this.#make(entry, path));
  }

  async #replace(path: Buffer, there: boolean, make: () => Promise<unknown>): Promise<void> {
    if (there) await rm(path, { recursive: true, force: true });
    await make();
  }

  async #make(entry: TarEntry, path: Buffer): Promise<void> {
    if (entry.type === "symlink") return symlink(Buffer.from(entry.link, "latin1"), path);
    if (entry.type === "hardlink") return this.#hardlink(entry, path);
    this.#bytes += entry.size;
    if (this.#bytes > this.#limits.bytes) throw new Error(`the archive holds more than ${this.#limits.bytes} bytes`);
    const mode = (entry.mode & 0o111) === 0 ? 0o644 : 0o755;
    const file = await open(path, "wx", mode);
    try {
      for await (const chunk of entry.body) await file.write(chunk);
    } finally {
      await file.close();
    }
    await chmod(path, mode);
  }

  async #hardlink(entry: TarEntry, path: Buffer): Promise<void> {
    const parts = entry.link.split("/").filter((part) => part !== "" && part !== ".");
    if (parts.includes("..") || parts.length === 0) throw new Error(`the link ${entry.path} leads out of the archive`);
    const folder = await this.#folder(parts.slice(0, -1), entry.path);
    const target = at(this.#root, `${folder}/${parts.at(-1)}`);
    if (!(await lstat(target)).isFile()) throw new Error(`the link ${entry.path} does not lead to a file`);
    await link(target, path);
  }

  async #empty(folder: string): Promise<void> {
    for (const name of await readdir(at(this.#root, folder), { encoding: "latin1" }))
      await rm(at(this.#root, `${folder}/${name}`), { recursive: true, force: true });
  }

  /** The real folder of `parts`, relative to the root; symbolic links are followed as if the root were `/`, missing folders are made. */
  async #folder(parts: string[], entry: string): Promise<string> {
    let here = "";
    const todo = [...parts];
    for (let steps = 0; todo.length > 0; steps++) {
      if (steps > 255) throw new Error(`the entry ${entry} goes through too many links`);
      const part = todo.shift() as string;
      if (part === "" || part === ".") continue;
      if (part === "..") {
        here = here.slice(0, Math.max(0, here.lastIndexOf("/")));
        continue;
      }
      const next = `${here}/${part}`;
      const found = await lstat(at(this.#root, next)).catch(() => undefined);
      if (found?.isSymbolicLink()) {
        const target = (await readlink(at(this.#root, next), { encoding: "buffer" })).toString("latin1");
        if (posix.isAbsolute(target)) here = "";
        todo.unshift(...target.split("/"));
        continue;
      }
      if (found && !found.isDirectory()) throw new Error(`the entry ${entry} goes through a file`);
      if (!found) await makeFolder(at(this.#root, next));
      here = next;
    }
    return here;
  }
}

function at(root: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(root), Buffer.from(`/${path}`, "latin1")]);
}
