import { constants } from "node:fs";
import { chmod, lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { hostile, mega, shown } from "../tree/tree-entry.ts";

/** One thing in a built folder; modes are reduced to what a program needs. */
export type FolderEntry = { path: string; mode: number } & (
  | { type: "directory" }
  | { type: "file"; bytes: number }
  | { type: "symlink"; target: string }
);

export interface FolderLimits {
  files: number;
  bytes: number;
}

/**
 * Everything in a folder a box has left, sorted by the bytes of the paths. No process of the box may be alive. Links are read, never
 * followed. @throws StoaError refused for what an artifact cannot hold, or over a limit
 */
export async function scanFolder(folder: string, limits: FolderLimits): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  let bytes = 0;
  const todo = [""];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    for (const name of await readNames(join(folder, at))) {
      const path = at === "" ? name : `${at}/${name}`;
      const entry = await readEntry(folder, path);
      entries.push(entry);
      if (entry.type === "directory") todo.push(path);
      if (entry.type === "file") bytes += entry.bytes;
      if (entries.length > limits.files)
        throw hostile(`The build left more than ${limits.files} files.`, "Remove what the program does not need at the end of the build.");
      if (bytes > limits.bytes)
        throw hostile(`The build left more than ${mega(limits.bytes)}.`, "Remove what the program does not need at the end of the build.");
    }
  }
  return entries.toSorted((one, other) => Buffer.compare(Buffer.from(one.path), Buffer.from(other.path)));
}

/** A folder's names; one its maker closed is opened, since it is ours. */
async function readNames(folder: string): Promise<string[]> {
  const info = await lstat(folder);
  if ((info.mode & 0o700) !== 0o700) await chmod(folder, 0o700);
  return readdir(folder, { encoding: "utf8" });
}

async function readEntry(folder: string, path: string): Promise<FolderEntry> {
  if (path.includes("\ufffd"))
    throw hostile(`A file the build left has a name that is not UTF-8: ${shown(path)}`, "Rename or remove it in the build.");
  const full = join(folder, path);
  const info = await lstat(full);
  if (info.isDirectory()) return { path, mode: 0o755, type: "directory" };
  if (info.isSymbolicLink()) return { path, mode: 0o777, type: "symlink", target: await readlink(full) };
  if (!info.isFile())
    throw hostile(
      `The build left something that is no file, folder or link: ${shown(path)}`,
      "Remove sockets and pipes at the end of the build.",
    );
  if ((info.mode & constants.S_IRUSR) === 0) await chmod(full, 0o600);
  return { path, mode: (info.mode & 0o111) === 0 ? 0o644 : 0o755, type: "file", bytes: info.size };
}

/** How much a folder holds now, counting no further than the limits. A file that goes away meanwhile counts nothing. */
export async function measureFolder(folder: string, limits: FolderLimits): Promise<"within" | "files" | "bytes"> {
  let files = 0;
  let bytes = 0;
  const todo = [folder];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    for (const item of await readdir(at, { withFileTypes: true }).catch(() => [])) {
      files += 1;
      const path = join(at, item.name);
      if (item.isDirectory()) todo.push(path);
      else
        bytes += await lstat(path).then(
          (info) => Math.min(info.size, info.blocks * 512),
          () => 0,
        );
      if (files > limits.files) return "files";
      if (bytes > limits.bytes) return "bytes";
    }
  }
  return "within";
}
