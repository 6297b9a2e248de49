import { fileURLToPath } from "node:url";
import { type Check, type Findings, printProblem, runCheck } from "./checks/check.ts";
import { catalogueCheck } from "./catalogue.ts";
import { formatCheck } from "./checks/format.ts";
import { lintCheck } from "./checks/lint.ts";
import { typesCheck } from "./checks/types.ts";
import { unusedCheck } from "./checks/unused.ts";
import { dependenciesCheck } from "./dependencies.ts";
import { docPathsCheck } from "./doc-paths.ts";
import { roomDocsCheck } from "./room-docs.ts";
import { roomsCheck } from "./rooms/check-rooms.ts";
import { sizesCheck } from "./sizes.ts";
import { wordsCheck } from "./words.ts";

const checks = [
  lintCheck,
  typesCheck,
  unusedCheck,
  formatCheck,
  roomsCheck,
  wordsCheck,
  catalogueCheck,
  docPathsCheck,
  roomDocsCheck,
  dependenciesCheck,
  sizesCheck,
];

/** Runs every checker on the tree, prints each problem as `file:line rule text` and a table. Resolves to the number of problems. */
export async function verify(root: string, chosen: readonly Check[] = checks): Promise<number> {
  const all = await Promise.all(chosen.map((check) => timed(check, root)));
  const problems = all.flatMap(({ findings }) => findings.problems).toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
  for (const problem of problems) console.log(printProblem(problem));
  if (problems.length > 0) console.log("");
  for (const { name, findings, seconds } of all) console.log(summary(name, findings, seconds));
  return problems.length;
}

async function timed(check: Check, root: string): Promise<{ name: string; findings: Findings; seconds: number }> {
  const started = performance.now();
  const findings = await runCheck(check, root);
  return { name: check.name, findings, seconds: (performance.now() - started) / 1000 };
}

function summary(name: string, { read, problems, notes = [] }: Findings, seconds: number): string {
  const state = problems.length === 0 ? "ok" : `${problems.length} problems`;
  const line = `${name.padEnd(13)} ${state.padEnd(13)} ${String(read).padStart(5)} files ${seconds.toFixed(1).padStart(5)} s`;
  return [line, ...notes.map((note) => `  ${note}`)].join("\n");
}

// npm run verify [-- name ...]: all checkers, or those named.
if (import.meta.main) {
  const names = process.argv.slice(2);
  const chosen = checks.filter(({ name }) => names.length === 0 || names.includes(name));
  const count = await verify(fileURLToPath(new URL("..", import.meta.url)), chosen);
  if (chosen.length === 0) console.log(`no such checker; there are: ${checks.map(({ name }) => name).join(" ")}`);
  process.exitCode = count > 0 || chosen.length === 0 ? 1 : 0;
}
