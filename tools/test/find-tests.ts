import { globSync } from "node:fs";
import { relative } from "node:path";

const folders = "{contract,program,server,cli,sdk,web,examples,tools,test}";

/** Whole stories, each over a deployment or more of its own: npm run test:stories. */
const stories = /^(?:test\/(?:journeys|stories|login|machine)|cli\/test|server\/machine\/seed)\//;

/**
 * Test files of the tree, sorted.
 * @param filters paths or parts of paths; a file must hold one of them. None: all but the stories.
 */
export function findTests(root: string, filters: readonly string[]): string[] {
  const wanted = filters.map((filter) => relative(root, filter.startsWith("/") ? filter : `${root}/${filter}`));
  const files = globSync(`${folders}/**/*.test.ts`, { cwd: root, exclude: (path) => /(^|\/)(node_modules|dist)$/.test(path) });
  return files.filter((file) => (wanted.length === 0 ? !stories.test(file) : wanted.some((part) => file.includes(part)))).toSorted();
}
