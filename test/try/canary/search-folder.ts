import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { findSpellings, type Spelling } from "./spellings.ts";

/** Where values were found, and how much was looked through. */
export interface Searched {
  found: string[];
  files: number;
  bytes: number;
}

/** Looks into every file below a folder, and into what is compressed in it. @param skip names of folders at its top that are left out */
export function searchFolder(folder: string, spellings: readonly Spelling[], skip: readonly string[] = []): Searched {
  const searched: Searched = { found: [], files: 0, bytes: 0 };
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!skip.includes(entry.name) && !entry.isSymbolicLink())
      searchEntry(join(folder, entry.name), entry.isDirectory(), spellings, searched);
  }
  return searched;
}

function searchEntry(path: string, isFolder: boolean, spellings: readonly Spelling[], searched: Searched): void {
  if (isFolder) {
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory() || entry.isFile()) searchEntry(join(path, entry.name), entry.isDirectory(), spellings, searched);
    return;
  }
  const raw = read(path);
  if (raw === undefined) return;
  searched.files++;
  for (const bytes of [raw, ...unpacked(raw)]) {
    searched.bytes += bytes.length;
    for (const name of findSpellings(bytes, spellings)) searched.found.push(`${path} (${name})`);
  }
}

/** A server at work takes files away while we look; sockets cannot be read. */
function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function unpacked(bytes: Buffer): Buffer[] {
  const isZstd = bytes.subarray(0, 4).equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
  const isGzip = bytes.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]));
  if (isZstd) return [zstdDecompressSync(bytes)];
  return isGzip ? [gunzipSync(bytes)] : [];
}
