import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const clone = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A temporary tree for one test of a checker, gone when the test ends.
 * @param files path -> content
 * @param configs root configuration files to copy from the clone; with any, the clone's packages are linked in too
 */
export async function seedTree(test: TestContext, files: Record<string, string>, configs: readonly string[] = []): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "stoa-check-"));
  test.after(() => rm(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  for (const config of configs) await copyFile(join(clone, config), join(root, config));
  if (configs.length > 0) await linkPackages(join(root, "node_modules"));
  return root;
}

/** A real folder of links: a linked `node_modules` would itself be linted. */
async function linkPackages(folder: string): Promise<void> {
  await mkdir(folder);
  const names = await readdir(join(clone, "node_modules"));
  await Promise.all(names.map((name) => symlink(join(clone, "node_modules", name), join(folder, name))));
}
