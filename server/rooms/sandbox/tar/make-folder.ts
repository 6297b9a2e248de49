import { chmod, mkdir } from "node:fs/promises";

/** A folder every slot may read, whatever our umask is. Folders above it that are missing are made as the umask says. */
export async function makeFolder(path: string | Buffer): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
}
