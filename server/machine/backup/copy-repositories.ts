import { cp, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";

/** @returns how many entries of the folder were copied; 0 when there is no such folder. */
export async function copyRepositories(from: string, to: string): Promise<number> {
  const names = await readdir(from).catch(() => []);
  if (names.length > 0) await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of names) await copyRepository(join(from, name), join(to, name));
  return names.length;
}

/** Objects last: what a ref names was written before the ref, so a repository copied while it is pushed to is whole. */
async function copyRepository(from: string, to: string): Promise<void> {
  const isObjects = (path: string): boolean => path.slice(from.length).split("/")[1] === "objects";
  await cp(from, to, { recursive: true, verbatimSymlinks: true, filter: (path) => !isObjects(path) && !path.endsWith(".lock") });
  await cp(join(from, "objects"), join(to, "objects"), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.includes("/tmp_"),
  }).catch(ignoreMissing);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}
