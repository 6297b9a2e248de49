import { randomUUID } from "node:crypto";
import { readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { measureFolders } from "../../../base/disk/index.ts";
import { removeFolder } from "../artifact/remove-folder.ts";

/** Something that may go. */
export interface Collectible {
  bytes: number;
  /** Of its last use, milliseconds since 1970. */
  usedAt: number;
  remove(): Promise<void>;
}

/** The folders in a folder whose names `wanted` takes, with their size and last use; removing one first moves it out of everybody's way. */
export async function listFolders(parent: string, wanted: (name: string) => boolean): Promise<Collectible[]> {
  const names = (await readdir(parent).catch(() => [])).filter(wanted);
  const sizes = await measureFolders(names.map((name) => join(parent, name)));
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(parent, name);
      const info = await stat(path).catch(() => undefined);
      if (!info) return [];
      return [{ bytes: sizes.get(path) ?? 0, usedAt: info.mtimeMs, remove: () => removeAside(parent, path) }];
    }),
  );
  return found.flat();
}

async function removeAside(parent: string, path: string): Promise<void> {
  const aside = join(parent, `.gone-${randomUUID()}`);
  await rename(path, aside);
  await removeFolder(aside);
}

/** What was moved aside by a process that did not live to remove it. */
export async function removeLeft(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) if (name.startsWith(".gone-")) await removeFolder(join(parent, name));
}
