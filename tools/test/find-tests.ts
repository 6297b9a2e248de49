import { globSync } from "node:fs";
import { relative } from "node:path";

const folders = "{contract,program,server,cli,sdk,web,embed,examples,tools,test}";

/** Whole stories, each over a deployment or more of its own, and what is named long: npm run test:stories. */
const long = /^(?:test\/(?:embed|gateway|journeys|stories|login|machine)|cli\/test|server\/machine\/seed)\/|\.long\.test\.ts$/;

/** The tests of `npm test`, those of `npm run test:stories`, or all. */
export type Form = "short" | "long" | "all";

/**
 * Test files of the tree, sorted.
 * @param filters paths or parts of paths; a file must hold one of them. None: all of that form.
 */
export function findTests(root: string, form: Form, filters: readonly string[]): string[] {
  const wanted = filters.map((filter) => relative(root, filter.startsWith("/") ? filter : `${root}/${filter}`));
  const files = globSync(`${folders}/**/*.test.ts`, { cwd: root, exclude: (path) => /(^|\/)(node_modules|dist)$/.test(path) });
  const ofForm = files.filter((file) => form === "all" || long.test(file) === (form === "long"));
  return ofForm.filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part))).toSorted();
}
