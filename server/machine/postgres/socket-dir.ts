import { createHash } from "node:crypto";
import { chmodSync, chownSync, lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StoaError } from "../../base/errors.ts";
import type { RunAs } from "../supervise/run-as.ts";

/** The kernel allows 107 bytes for a socket's path; ".s.PGSQL.5432.lock" takes 19 of them. */
const longestDirectory = 80;

/** A folder for Unix sockets of this data folder, 0700, short enough for the kernel. Made when missing. */
export function socketDir(dataDir: string, runAs: RunAs | undefined): string {
  const own = join(dataDir, "run");
  const path = own.length <= longestDirectory ? own : join(shortBase(), `stoa-${ownUid()}-${hashOf(dataDir)}`);
  makePrivate(path, runAs);
  return path;
}

function shortBase(): string {
  if (ownUid() === 0) return "/run";
  return process.env["XDG_RUNTIME_DIR"] ?? (tmpdir().length < 40 ? tmpdir() : "/tmp");
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function ownUid(): number {
  return process.getuid?.() ?? 0;
}

/** Makes a 0700 folder of the given user. A folder or link of somebody else's in its place is refused. */
export function makePrivate(path: string, runAs: RunAs | undefined): void {
  const uid = runAs?.uid ?? ownUid();
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = lstatSync(path);
  if (!found.isDirectory() || (found.uid !== uid && found.uid !== ownUid())) {
    throw new StoaError("setup", {
      what: `${path} belongs to another user or is no folder.`,
      fix: `Remove it, or choose another data folder by STOA_DATA.`,
    });
  }
  if (runAs && found.uid !== runAs.uid) chownSync(path, runAs.uid, runAs.gid);
  if ((found.mode & 0o777) !== 0o700) chmodSync(path, 0o700);
}
