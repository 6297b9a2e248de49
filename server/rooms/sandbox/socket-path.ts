import { openSync } from "node:fs";
import { join } from "node:path";

/** The kernel takes 107 bytes for the path of a socket; a longer one goes through an open folder, kept open for this process's life. */
export function socketPath(folder: string, name: string): string {
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= 107) return path;
  return `/proc/self/fd/${openSync(folder, "r")}/${name}`;
}
