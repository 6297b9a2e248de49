import { createHash, randomUUID } from "node:crypto";
import { chmod, lstat, open, rename, symlink, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { StoaError } from "../../../base/index.ts";
import type { BlobStore } from "../../../base/blobs/index.ts";
import { readTar, type TarEntry } from "../../sandbox/index.ts";
import { makeOpenFolder } from "../git/open-folder.ts";
import { removeFolder } from "./remove-folder.ts";

const touchMs = 3_600_000;
const unpacking = new Map<string, Promise<string>>();

/** Where an artifact's tar is kept. */
export function artifactKey(digest: string): string {
  return `artifacts/${digest}.tar`;
}

/**
 * The folder of an unpacked artifact, readable by every user of a slot: `<dataDir>/artifacts/<digest>`. Unpacked at first need; what
 * was unpacked is used only when all of its bytes had the digest. @throws StoaError not_found, internal when the store's bytes are wrong
 */
export function ensureArtifact(place: { dataDir: string; blobs: BlobStore }, digest: string): Promise<string> {
  const folder = join(place.dataDir, "artifacts", digest);
  const running = unpacking.get(folder);
  if (running) return running;
  const work = unpack(place.blobs, digest, folder).finally(() => unpacking.delete(folder));
  unpacking.set(folder, work);
  return work;
}

async function unpack(blobs: BlobStore, digest: string, folder: string): Promise<string> {
  if (await isThere(folder)) return folder;
  const draft = `${folder}.${randomUUID()}.new`;
  await makeOpenFolder(draft);
  try {
    const hash = createHash("sha256");
    const source = await blobs.get(artifactKey(digest));
    const hashed = source.pipe(new Transform({ transform: (chunk: Buffer, _encoding, done) => done(null, (hash.update(chunk), chunk)) }));
    source.once("error", (error) => hashed.destroy(error));
    for await (const entry of readTar(hashed)) await writeEntry(draft, entry);
    for await (const _ of hashed);
    if (hash.digest("hex") !== digest)
      throw new StoaError("internal", `The stored artifact ${digest.slice(0, 12)} does not have the bytes it was made with.`);
    await rename(draft, folder).catch(throwUnlessThere);
    return folder;
  } finally {
    await removeFolder(draft);
  }
}

/** What is used is touched, at most once an hour: what was not for a day may be removed. */
async function isThere(folder: string): Promise<boolean> {
  const info = await lstat(folder).catch(() => undefined);
  if (!info) return false;
  const now = Date.now();
  if (now - info.mtimeMs > touchMs) await utimes(folder, now / 1000, now / 1000).catch(() => undefined);
  return true;
}

function throwUnlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
}

/** Our own tar: sorted, so a folder stands before what is in it, and nothing is written through a link. */
async function writeEntry(folder: string, entry: TarEntry): Promise<void> {
  const name = Buffer.from(entry.path, "latin1").toString("utf8").replace(/\/$/, "");
  if (name.startsWith("/") || name.split("/").some((part) => part === ".." || part === "." || part === ""))
    throw new StoaError("internal", "A stored artifact has a path outside itself.");
  const path = join(folder, name);
  const parent = await lstat(dirname(path));
  if (!parent.isDirectory()) throw new StoaError("internal", "A stored artifact has a path through a link.");
  if (entry.type === "directory") return makeOpenFolder(path);
  if (entry.type === "symlink") return symlink(Buffer.from(entry.link, "latin1").toString("utf8"), path);
  if (entry.type !== "file") throw new StoaError("internal", "A stored artifact holds something odd.");
  const handle = await open(path, "wx", entry.mode);
  try {
    for await (const part of entry.body) await handle.writeFile(part);
  } finally {
    await handle.close();
  }
  await chmod(path, entry.mode);
}
