import { chmod, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Removes a folder a box has left, also where it closed folders against us. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(async () => {
    await openFolders(folder);
    await rm(folder, { recursive: true, force: true });
  });
}

async function openFolders(folder: string): Promise<void> {
  const todo = [folder];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    await chmod(at, 0o700);
    for (const item of await readdir(at, { withFileTypes: true })) if (item.isDirectory()) todo.push(join(at, item.name));
  }
}
