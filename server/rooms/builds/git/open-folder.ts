import { chmod, mkdir } from "node:fs/promises";

/** A folder that every user of a slot may read, whatever our umask is; it is reached only where it is bound into a box. */
export async function makeOpenFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
}
