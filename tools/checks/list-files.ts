import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const always = new Set([".git", "node_modules"]);

/**
 * Paths of the tree's files relative to `root`, sorted. Folders named in `.gitignore` are left out, so a checker sees what git sees,
 * in a clone as in a seeded folder without git.
 */
export function listFiles(root: string, endings: readonly string[]): string[] {
  const skip = new Set([...always, ...ignoredFolders(root)]);
  const files: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !skip.has(entry.name)) walk(path);
      if (entry.isFile() && endings.some((ending) => entry.name.endsWith(ending))) files.push(path);
    }
  };
  walk("");
  return files.toSorted();
}

/** Every source file: TypeScript and JavaScript. */
export function listSources(root: string): string[] {
  return listFiles(root, [".ts", ".tsx", ".mts", ".mjs", ".js"]).filter((file) => !/(^|\/)(fixtures|corpus)\//.test(file));
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

function ignoredFolders(root: string): string[] {
  const file = join(root, ".gitignore");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line.endsWith("/")).map((line) => line.replaceAll("/", ""));
}
