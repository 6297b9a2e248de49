import { existsSync, globSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Check, Problem } from "./checks/check.ts";
import { lineAt, listFiles } from "./checks/list-files.ts";

const codeSpan = /(?<!`)`([^`\n]+)`(?!`)/g;
const link = /\]\((?!\w+:|#)([^)\s#]+)(?:#[^)]*)?\)/g;
const madeByTools = /(^|\/)(dist|node_modules|test-artifacts|\.stoa|\.toolchain|\.data)(\/|$)/;

/** Every path in the documents' code spans that begins with a top-level folder exists, and every relative link leads somewhere. */
export const docPathsCheck: Check = {
  name: "doc-paths",
  run(root) {
    const files = listFiles(root, [".md"]).filter((file) => !/(^|\/)(fixtures|corpus)\//.test(file));
    const folders = topFolders(root);
    const problems = files.flatMap((file) => {
      const text = withoutBlocks(readFileSync(join(root, file), "utf8"));
      return [...checkSpans(root, file, text, folders), ...checkLinks(root, file, text)];
    });
    return Promise.resolve({ read: files.length, problems });
  },
};

function topFolders(root: string): Set<string> {
  const entries = readdirSync(root, { withFileTypes: true });
  return new Set(entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".git")).map((entry) => entry.name));
}

function checkSpans(root: string, file: string, text: string, folders: ReadonlySet<string>): Problem[] {
  return [...text.matchAll(codeSpan)].flatMap((match) => {
    const path = (match[1] ?? "").replace(/^\.\//, "").replace(/:\d+$/, "");
    const [top = "", ...rest] = path.split("/");
    if (!folders.has(top) || rest.length === 0 || /[\s$=(]/.test(path) || madeByTools.test(path)) return [];
    return exists(root, path) ? [] : [missing(file, text, match.index, path)];
  });
}

/** `<name>` stands for any name, `…` and `...` for more. */
function exists(root: string, path: string): boolean {
  const pattern = path.replaceAll(/<[^>]*>/g, "*").replace(/(…|\.\.\.)$/, "");
  if (!/[*{]/.test(pattern)) return existsSync(join(root, pattern));
  return globSync(pattern, { cwd: root }).length > 0;
}

function checkLinks(root: string, file: string, text: string): Problem[] {
  return [...text.matchAll(link)].flatMap((match) => {
    const target = match[1] ?? "";
    const path = target.startsWith("/") ? join(root, target) : join(root, dirname(file), target);
    return existsSync(path) || madeByTools.test(target) ? [] : [missing(file, text, match.index, target)];
  });
}

function missing(file: string, text: string, offset: number, path: string): Problem {
  return { file, line: lineAt(text, offset), rule: "doc-path", text: `${path} does not exist` };
}

/** Fenced blocks emptied, line numbers kept. */
function withoutBlocks(text: string): string {
  return text.replaceAll(/^ *```[\s\S]*?^ *```/gm, (block) => block.replaceAll(/[^\n]/g, ""));
}
