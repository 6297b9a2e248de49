import { chmodSync, chownSync, lstatSync, mkdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serviceUser } from "../supervise/run-as.ts";

/** Runtimes take up to a minute each to make, so those of every trial on this machine are kept in one folder, by the user who makes them. */
export function shareRuntimes(dataDir: string): void {
  const user = serviceUser();
  const cache = user ? "/var/tmp/stoa-try-runtimes" : join(tmpdir(), `stoa-try-runtimes-${process.getuid?.()}`);
  mkdirSync(cache, { recursive: true, mode: 0o755 });
  const found = lstatSync(cache);
  const owner = user?.uid ?? process.getuid?.();
  if (!found.isDirectory() || (found.uid !== owner && found.uid !== process.getuid?.()))
    throw new Error(`${cache} belongs to somebody else; remove it.`);
  chmodSync(cache, 0o755);
  if (user) chownSync(cache, user.uid, user.gid);
  const place = join(dataDir, "runtimes");
  if (!lstatSync(place, { throwIfNoEntry: false })) symlinkSync(cache, place);
}
