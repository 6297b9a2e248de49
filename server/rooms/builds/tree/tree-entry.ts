import { StoaError } from "../../../base/index.ts";
import type { BuildLimits } from "../limits.ts";

/** One file of a commit's tree. */
export interface TreeEntry {
  path: string;
  kind: "file" | "executable" | "symlink";
  object: string;
  bytes: number;
}

/** A tree that is not taken: what it holds and how to mend it. */
export function hostile(what: string, fix: string): StoaError {
  return new StoaError("refused", { what, fix });
}

const lineForm = /^(\d{6}) (\w+) ([0-9a-f]{40,64}) +(\d+|-|BAD)\t(.+)$/s;

/**
 * Reads one record of `git ls-tree -r -l -z`. @throws StoaError refused: a submodule, an odd mode, a path that leaves the tree or
 * hides in it. Checked again here although git checks at the push: a repository may be older than a check.
 */
export function readTreeEntry(record: Buffer, limits: BuildLimits): TreeEntry {
  const text = record.toString("utf8");
  const match = lineForm.exec(text);
  if (!match || !Buffer.from(text, "utf8").equals(record)) throw hostile("A path in the repository is not UTF-8.", "Rename the file.");
  const [, mode = "", type = "", object = "", size = "", path = ""] = match;
  const kind = readKind(mode, type, path);
  checkPath(path, limits);
  return { path, kind, object, bytes: readSize(size, path, limits) };
}

function readKind(mode: string, type: string, path: string): TreeEntry["kind"] {
  if (mode === "160000" || type === "commit") {
    const fix = "Put the files themselves into the repository, or fetch them in the build.";
    throw hostile(`${shown(path)} is a submodule, or no file at all.`, fix);
  }
  const kind = type === "blob" ? kinds[mode] : undefined;
  if (kind) return kind;
  throw hostile(`${shown(path)} is neither a file nor a link (mode ${mode}).`, "Remove it from the repository.");
}

function readSize(size: string, path: string, limits: BuildLimits): number {
  if (size === "BAD") throw hostile(`The file ${shown(path)} cannot be read from the repository.`, "Push the commit again.");
  const bytes = Number(size);
  if (bytes <= limits.treeFileBytes) return bytes;
  const fix = "Keep large files out of the repository; fetch or make them in the build.";
  throw hostile(`${shown(path)} is larger than ${mega(limits.treeFileBytes)}.`, fix);
}

const kinds: Record<string, TreeEntry["kind"]> = { "100644": "file", "100664": "file", "100755": "executable", "120000": "symlink" };

// Characters that HFS+ ignores in names: `.g\u200cit` is `.git` there.
const ignorable = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

function checkPath(path: string, limits: BuildLimits): void {
  const fix = "Rename it.";
  if (Buffer.byteLength(path) > limits.pathBytes) throw hostile(`A path is longer than ${limits.pathBytes} bytes: ${shown(path)}`, fix);
  const parts = path.split("/");
  if (parts.length > limits.pathDepth) throw hostile(`Folders are nested deeper than ${limits.pathDepth}: ${shown(path)}`, fix);
  for (const part of parts) {
    if (part === "" || part === "." || part === "..") throw hostile(`The path ${shown(path)} leaves its folder.`, fix);
    if (/[\p{Cc}\\]/u.test(part)) throw hostile(`The path ${shown(path)} holds a control character or backslash.`, fix);
    if (isGitFolder(part)) throw hostile(`The path ${shown(path)} hides a .git folder in the tree.`, "Remove it from the repository.");
  }
}

function isGitFolder(part: string): boolean {
  const plain = part
    .replaceAll(ignorable, "")
    .toLowerCase()
    .replace(/[. ]+$/, "")
    .replace(/:.*$/, "");
  return plain === ".git" || plain === "git~1";
}

/** A path for a sentence: cut, control characters shown. */
export function shown(path: string): string {
  const plain = JSON.stringify(path).slice(1, -1);
  return plain.length > 120 ? `${plain.slice(0, 117)}...` : plain;
}

export const mega = (bytes: number): string => (bytes >= 1024 * 1024 ? `${Math.floor(bytes / (1024 * 1024))} MB` : `${bytes} bytes`);
