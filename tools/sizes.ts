import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import type { Check } from "./checks/check.ts";
import { lineAt, listSources } from "./checks/list-files.ts";

/** Reports how large files and functions are, tests apart; the hard limits are lint's. */
export const sizesCheck: Check = {
  name: "sizes",
  run(root) {
    const files = listSources(root);
    const isTest = (file: string): boolean => /\.test\.tsx?$|^test\//.test(file);
    const measured = files.map((file) => ({ file, ...measure(file, readFileSync(join(root, file), "utf8")) }));
    const code = measured.filter(({ file }) => !isTest(file));
    const lines = (list: typeof measured): number => list.reduce((sum, one) => sum + one.lines, 0);
    const notes = [
      `files      ${spread(code.map((one) => one.lines))}`,
      `functions  ${spread(code.flatMap((one) => one.functions))}`,
      `tests      ${lines(measured) - lines(code)} lines to ${lines(code)} of code`,
    ];
    return Promise.resolve({ read: files.length, problems: [], notes });
  },
};

/** Lines of a file and of each function with a body. */
export function measure(file: string, source: string): { lines: number; functions: number[] } {
  const functions: number[] = [];
  const take = (node: { start: number; end: number }): void => {
    functions.push(lineAt(source, node.end) - lineAt(source, node.start) + 1);
  };
  new Visitor({ FunctionDeclaration: take, FunctionExpression: take, ArrowFunctionExpression: take }).visit(
    parseSync(file, source).program,
  );
  return { lines: source.split("\n").length - 1, functions };
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `${sorted.length}: median ${at(0.5)}, p90 ${at(0.9)}, largest ${at(1)} lines`;
}
