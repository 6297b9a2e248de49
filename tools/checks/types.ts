import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Check, Findings } from "./check.ts";
import { runTool } from "./run-tool.ts";

/** The TypeScript compiler over the whole tree, and over `web/` and `embed/` with the options of a browser; what did not change since the last time is not checked again. */
export const typesCheck: Check = {
  name: "types",
  async run(root) {
    const projects = ["tsconfig.json", "web/tsconfig.json", "embed/tsconfig.json"].filter((file) => existsSync(join(root, file)));
    const all = await Promise.all(projects.map((project) => compile(root, project)));
    return { read: all.reduce((sum, one) => sum + one.read, 0), problems: all.flatMap((one) => one.problems) };
  },
};

async function compile(root: string, project: string): Promise<Findings> {
  const known = ["--incremental", "--tsBuildInfoFile", join(root, ".toolchain", `${project.replace("/", "-")}.tsbuildinfo`)];
  const { code, stdout, stderr } = await runTool(root, "tsc", ["-p", project, "--noEmit", "--pretty", "false", "--listFiles", ...known]);
  const lines = stdout.split("\n");
  const read = lines.filter((line) => line.startsWith("/") && !line.includes("/node_modules/")).length;
  const problems = lines.flatMap((line) => {
    const match = /^(.+)\((\d+),\d+\): error (TS\d+): (.*)$/.exec(line);
    return match ? [{ file: match[1] ?? "", line: Number(match[2]), rule: match[3] ?? "", text: match[4] ?? "" }] : [];
  });
  if (code !== 0 && problems.length === 0) problems.push({ file: project, line: 0, rule: "types", text: stderr.trim() || stdout.trim() });
  return { read, problems };
}
