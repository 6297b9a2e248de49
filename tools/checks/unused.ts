import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Check, Findings, Problem } from "./check.ts";
import { runTool } from "./run-tool.ts";

const reporter = join(fileURLToPath(new URL("..", import.meta.url)), "knip", "reporter.ts");

/** Knip: files, exports and dependencies that nothing uses, and dependencies used but not declared. */
export const unusedCheck: Check = {
  name: "unused",
  async run(root) {
    const { stdout, stderr } = await runTool(root, "knip", ["--no-progress", "--no-config-hints", "--reporter", reporter]);
    const line = stdout.split("\n").find((text) => text.startsWith('{"read"'));
    if (line === undefined) throw new Error(`knip did not report: ${stdout}${stderr}`);
    const { read, problems } = JSON.parse(line) as Findings;
    return { read, problems: problems.map((problem) => toProblem(root, problem)) };
  },
};

function toProblem(root: string, { file, line, rule, text }: Problem): Problem {
  const path = relative(root, file);
  return { file: path, line, rule, text: text === path ? describe(rule) : `${text} is ${describe(rule)}` };
}

function describe(rule: string): string {
  if (rule === "knip/unlisted") return "used but not in the package.json of this workspace";
  if (rule === "knip/unresolved") return "imported but cannot be found";
  if (rule === "knip/duplicates") return "exported twice";
  return "used by nothing";
}
