import type { Check } from "./check.ts";
import { runTool } from "./run-tool.ts";

/** oxfmt, with the options of `.oxfmtrc.json`. */
export const formatCheck: Check = {
  name: "format",
  async run(root) {
    const { code, stdout, stderr } = await runTool(root, "oxfmt", ["--check", "."]);
    const read = Number(/on (\d+) files/.exec(stdout)?.[1] ?? 0);
    const files = [...stdout.matchAll(/^(\S+) \(\d+ms\)$/gm)].map((match) => match[1] ?? "");
    const problems = files.map((file) => ({ file, line: 0, rule: "format", text: `not formatted; npm run format -- ${file}` }));
    if (code !== 0 && problems.length === 0) problems.push({ file: ".", line: 0, rule: "format", text: stderr.trim() || stdout.trim() });
    return { read, problems };
  },
};
