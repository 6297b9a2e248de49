import { chmod, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../tar/make-folder.ts";

/** A runtime that is there. `name` is what a manifest writes as its base. */
export interface Runtime {
  name: string;
  packages: string[];
  root: string;
  digest: string;
  version: string;
  architecture: string;
  madeAt: string;
}

export function runtimesFolder(dataDir: string): string {
  return join(dataDir, "runtimes");
}

/** Every runtime that is there, by name. */
export async function listRuntimes(ctx: { dataDir: string }): Promise<Runtime[]> {
  const folder = join(runtimesFolder(ctx.dataDir), "index");
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.filter((name) => name.endsWith(".json")).map((name) => readEntry(ctx.dataDir, join(folder, name))));
  return found.filter((runtime) => runtime !== undefined).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The runtime under an index key, when its folder is still there. */
export function findRuntime(dataDir: string, key: string): Promise<Runtime | undefined> {
  return readEntry(dataDir, join(runtimesFolder(dataDir), "index", `${key}.json`));
}

/** Written whole, so that a reader never sees a half. */
export async function addToIndex(dataDir: string, key: string, runtime: Runtime): Promise<void> {
  const folder = join(runtimesFolder(dataDir), "index");
  await makeFolder(folder);
  const { root: _, ...entry } = runtime;
  const unseen = join(folder, `.${key}.${process.pid}`);
  await writeFile(unseen, `${JSON.stringify(entry, null, 2)}\n`);
  await chmod(unseen, 0o644);
  await rename(unseen, join(folder, `${key}.json`));
}

/** The name is free again; the tree stays, as other names may stand for it. */
export function removeFromIndex(dataDir: string, key: string): Promise<void> {
  return rm(join(runtimesFolder(dataDir), "index", `${key}.json`), { force: true });
}

async function readEntry(dataDir: string, path: string): Promise<Runtime | undefined> {
  try {
    const entry = JSON.parse(await readFile(path, "utf8")) as Omit<Runtime, "root">;
    const root = join(runtimesFolder(dataDir), entry.digest.replace("sha256:", ""));
    return (await stat(root)).isDirectory() ? { ...entry, root } : undefined;
  } catch {
    return undefined;
  }
}
