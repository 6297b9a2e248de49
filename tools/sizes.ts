import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import type { Check, Problem } from "./checks/check.ts";
import { lineAt, listFiles, listSources } from "./checks/list-files.ts";

/** No file is longer than so many lines, no function of ours than so many; the spread is reported, tests apart. */
const limits = { file: 400, function: 60 };
const others = [".pl", ".c", ".h", ".sh"];

/** How large files and functions are. Lint holds the same of TypeScript, without empty lines; here other languages count too. */
export const sizesCheck: Check = {
  name: "sizes",
  run(root) {
    const files = listSources(root);
    const isTest = (file: string): boolean => /\.test\.tsx?$|^test\//.test(file);
    const measured = files.map((file) => ({ file, ...measure(file, readFileSync(join(root, file), "utf8")) }));
    const problems = [
      ...measured.flatMap(({ file, lines, long }) => [...tooLong(file, lines), ...(isTest(file) ? [] : long)]),
      ...listFiles(root, others).flatMap((file) => tooLong(file, countLines(readFileSync(join(root, file), "utf8")))),
    ];
    const code = measured.filter(({ file }) => !isTest(file));
    const lines = (list: typeof measured): number => list.reduce((sum, one) => sum + one.lines, 0);
    const notes = [
      `files      ${spread(code.map((one) => one.lines))}`,
      `functions  ${spread(code.flatMap((one) => one.functions))}`,
      `tests      ${lines(measured) - lines(code)} lines to ${lines(code)} of code`,
    ];
    return Promise.resolve({ read: files.length, problems, notes });
  },
};

/** Lines of a file and of each function with a body. */
export function measure(file: string, source: string): { lines: number; functions: number[]; long: Problem[] } {
  const functions: number[] = [];
  const long: Problem[] = [];
  const take = (node: { start: number; end: number }): void => {
    const line = lineAt(source, node.start);
    const lines = lineAt(source, node.end) - line + 1;
    functions.push(lines);
    if (lines > limits.function) long.push({ file, line, rule: "sizes", text: `a function of ${lines} lines; ${limits.function} at most` });
  };
  new Visitor({ FunctionDeclaration: take, FunctionExpression: take, ArrowFunctionExpression: take }).visit(
    parseSync(file, source).program,
  );
  return { lines: countLines(source), functions, long };
}

function countLines(source: string): number {
  return source.split("\n").length - 1;
}

function tooLong(file: string, lines: number): Problem[] {
  return lines > limits.file ? [{ file, line: 0, rule: "sizes", text: `${lines} lines; ${limits.file} at most` }] : [];
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `${sorted.length}: median ${at(0.5)}, p90 ${at(0.9)}, largest ${at(1)} lines`;
}
