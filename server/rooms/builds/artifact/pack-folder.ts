import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { StoaError } from "../../../base/index.ts";
import type { FolderEntry } from "./scan-folder.ts";
import { tarFill, tarHead, tarTail } from "./tar-block.ts";

/** Writes a folder's entries, in their order, as a tar to `file`. @returns its sha256 (hexadecimal) and size in bytes */
export async function packFolder(
  folder: string,
  entries: readonly FolderEntry[],
  file: string,
): Promise<{ digest: string; bytes: number }> {
  const hash = createHash("sha256");
  const out = await open(file, "wx", 0o600);
  let bytes = 0;
  try {
    for await (const part of tarParts(folder, entries)) {
      hash.update(part);
      bytes += part.length;
      await out.writeFile(part);
    }
  } finally {
    await out.close();
  }
  return { digest: hash.digest("hex"), bytes };
}

async function* tarParts(folder: string, entries: readonly FolderEntry[]): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    yield tarHead(entry);
    if (entry.type !== "file" || entry.bytes === 0) continue;
    const handle = await open(join(folder, entry.path), constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      yield* exactly(handle, entry);
    } finally {
      await handle.close();
    }
    yield tarFill(entry.bytes);
  }
  yield tarTail;
}

async function* exactly(handle: FileHandle, entry: { path: string; bytes: number }): AsyncGenerator<Buffer> {
  let left = entry.bytes;
  while (left > 0) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(Math.min(left, 1 << 18)));
    if (bytesRead === 0) throw new StoaError("internal", `The file ${entry.path} changed while it was packed.`);
    left -= bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
