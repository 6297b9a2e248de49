import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { chmod, mkdir, open, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { StoaError } from "../../../base/index.ts";
import { makeOpenFolder } from "../git/open-folder.ts";
import type { GitRunner } from "../git/run-git.ts";
import type { BuildLimits } from "../limits.ts";
import { checkLinks } from "./check-links.ts";
import { readTree } from "./read-tree.ts";
import { hostile, shown, type TreeEntry } from "./tree-entry.ts";

/** How git is reached, and where its input may be put for a moment. */
export interface CheckoutPlace {
  git: GitRunner;
  limits: BuildLimits;
  dataDir: string;
}

/**
 * Writes a commit's files into a new folder: bytes as they were committed, without filters or attributes. Links are made last, so no
 * file is ever written through one. @throws StoaError refused with the reason, when the tree is not one we take
 */
export async function checkout(place: CheckoutPlace, input: { repository: string; commit: string; folder: string }): Promise<TreeEntry[]> {
  const entries = await readTree(place.git, place.limits, input.repository, input.commit);
  const links = new Map<string, string>();
  for (const entry of entries) await mkdir(join(input.folder, dirname(entry.path)), { recursive: true }).catch(throwOdd(entry.path));
  await readObjects(place, input.repository, entries, async (entry, content) => {
    if (entry.kind === "symlink") links.set(entry.path, await toTarget(entry, content));
    else await writeNew(join(input.folder, entry.path), entry, content).catch(throwOdd(entry.path));
  });
  checkLinks(links);
  for (const [path, target] of links) await symlink(target, join(input.folder, path)).catch(throwOdd(path));
  return entries;
}

function throwOdd(path: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    if (error.code !== "EEXIST" && error.code !== "ENOTDIR" && error.code !== "ELOOP") throw error;
    throw hostile(`The path ${shown(path)} stands twice in the tree, as a file and as a folder or link.`, "Commit the folder again.");
  };
}

async function toTarget(entry: TreeEntry, content: AsyncIterable<Buffer>): Promise<string> {
  if (entry.bytes > 1024) throw hostile(`The link ${shown(entry.path)} is longer than any path.`, "Remove it.");
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  const target = Buffer.concat(parts).toString("utf8");
  if (target === "" || target.includes("\0")) throw hostile(`The link ${shown(entry.path)} leads nowhere.`, "Remove it.");
  return target;
}

async function writeNew(path: string, entry: TreeEntry, content: AsyncIterable<Buffer>): Promise<void> {
  const mode = entry.kind === "executable" ? 0o755 : 0o644;
  const handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, mode);
  try {
    for await (const part of content) await handle.writeFile(part);
    await handle.chmod(mode);
  } finally {
    await handle.close();
  }
}

type OnObject = (entry: TreeEntry, content: AsyncIterable<Buffer>) => Promise<void>;

/** Asks `git cat-file --batch` for the entries' contents in their order. */
async function readObjects(
  { git, limits, dataDir }: CheckoutPlace,
  repository: string,
  entries: readonly TreeEntry[],
  onObject: OnObject,
): Promise<void> {
  if (entries.length === 0) return;
  const asking = join(dataDir, "git", "incoming", randomUUID());
  await makeOpenFolder(asking);
  try {
    const input = join(asking, "objects");
    await writeFile(input, entries.map(({ object }) => `${object}\n`).join(""));
    await chmod(input, 0o644);
    const running = await git.start({
      args: ["cat-file", "--batch"],
      repository,
      write: false,
      input,
      wallMs: 300_000,
      outputBytes: limits.treeBytes * 2,
    });
    running.stderr.resume();
    try {
      const reader = new BatchReader(running.stdout);
      for (const entry of entries) await reader.next(entry, onObject);
    } finally {
      running.stop();
      running.stdout.destroy();
      await running.ended;
    }
  } finally {
    await rm(asking, { recursive: true, force: true });
  }
}

/** Reads `<object> blob <size>\n<bytes>\n`, again and again. */
class BatchReader {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#source = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async next(entry: TreeEntry, onObject: OnObject): Promise<void> {
    const head = await this.#line();
    if (head !== `${entry.object} blob ${entry.bytes}`)
      throw new StoaError("refused", {
        what: `The file ${shown(entry.path)} cannot be read from the repository.`,
        fix: "Push the commit again.",
      });
    await onObject(entry, this.#body(entry.bytes));
    await this.#take(1);
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf(10);
      if (end >= 0) {
        const line = this.#held.toString("latin1", 0, end);
        this.#held = this.#held.subarray(end + 1);
        return line;
      }
      if (this.#held.length > 200 || !(await this.#more())) return "";
    }
  }

  async *#body(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0;) {
      const part = await this.#take(left);
      left -= part.length;
      yield part;
    }
  }

  /** Between one and `most` bytes. */
  async #take(most: number): Promise<Buffer> {
    if (this.#held.length === 0 && !(await this.#more()))
      throw new StoaError("unavailable", { what: "Git ended before it gave every file." });
    const part = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(part.length);
    return part;
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next();
    if (done) return false;
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
    return true;
  }
}
