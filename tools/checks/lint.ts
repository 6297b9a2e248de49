import type { Check, Problem } from "./check.ts";
import { runTool } from "./run-tool.ts";

interface Diagnostic {
  message: string;
  code?: string;
  filename: string;
  labels: { span: { line: number } }[];
}

/** oxlint with its type-aware rules, as `.oxlintrc.json` has them. */
export const lintCheck: Check = {
  name: "lint",
  async run(root) {
    const { stdout, stderr } = await runTool(root, "oxlint", ["-f", "json", "."]);
    if (!stdout.trimStart().startsWith("{")) throw new Error(`oxlint did not answer in JSON: ${stdout}${stderr}`);
    const answer = JSON.parse(stdout) as { diagnostics: Diagnostic[]; number_of_files: number };
    return { read: answer.number_of_files, problems: answer.diagnostics.map(toProblem) };
  },
};

function toProblem({ filename, labels, code, message }: Diagnostic): Problem {
  return { file: filename, line: labels[0]?.span.line ?? 0, rule: code ?? "lint", text: message };
}
