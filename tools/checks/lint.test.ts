import assert from "node:assert/strict";
import { test } from "node:test";
import { lintCheck } from "./lint.ts";
import { seedTree } from "./seed-tree.ts";

const lines = (count: number, line: string): string => `${line}\n`.repeat(count);

/** Rule -> a file that breaks it. */
const broken: Record<string, { file?: string; text: string }> = {
  "typescript(no-explicit-any)": { text: "export const x: any = 1;\n" },
  "typescript(no-non-null-assertion)": { text: "export const x = [1][0]!;\n" },
  "typescript(no-floating-promises)": { text: "fetch('http://127.0.0.1');\n" },
  "typescript(switch-exhaustiveness-check)": {
    text: "export function f(a: 'x' | 'y'): number | undefined {\n  switch (a) {\n    case 'x':\n      return 1;\n  }\n}\n",
  },
  "typescript(ban-ts-comment)": { text: "// @ts-ignore\nexport const x: number = 'x';\n" },
  "eslint(max-lines)": { text: lines(401, "console.log(1);") },
  "eslint(max-lines-per-function)": { text: `export function f(): void {\n${lines(60, "  console.log(1);")}}\n` },
  "eslint(complexity)": { text: `export function f(a: number): void {\n${lines(12, "  if (a > 1) console.log(a);")}}\n` },
  "eslint(no-restricted-imports)": { text: 'import ts from "typescript";\nconsole.log(ts);\n' },
  "import(no-default-export)": { text: "export default 1;\n" },
  "eslint(no-console)": { file: "server/rooms/runs/claim.ts", text: "console.log(1);\n" },
  "node(no-process-env)": { file: "server/rooms/runs/complete.ts", text: "export const x = process.env['X'];\n" },
};

test("lint catches every rule we rely on, the type-aware ones too", async (t) => {
  const entries = Object.entries(broken).map(([rule, { file, text }], index) => ({ rule, file: file ?? `tools/seed-${index}.ts`, text }));
  const cycle = { "tools/one.ts": 'export { two } from "./two.ts";\n', "tools/two.ts": 'export { one as two } from "./one.ts";\n' };
  const files = { ...Object.fromEntries(entries.map(({ file, text }) => [file, text])), ...cycle, "package.json": '{"type":"module"}' };
  const root = await seedTree(t, files, [".oxlintrc.json", "tsconfig.json"]);
  const { problems, read } = await lintCheck.run(root);
  const found = new Set(problems.map(({ file, rule }) => `${file} ${rule}`));
  for (const { rule, file } of entries)
    assert.ok(found.has(`${file} ${rule}`), `${rule} was not caught in ${file}; found: ${[...found].join(", ")}`);
  assert.ok(found.has("tools/one.ts import(no-cycle)"));
  assert.equal(read, entries.length + 2);
});

test("lint is content with a sound file", async (t) => {
  const root = await seedTree(t, { "tools/seed.ts": "export const seed = 1;\n" }, [".oxlintrc.json", "tsconfig.json"]);
  assert.deepEqual(await lintCheck.run(root), { read: 1, problems: [] });
});
