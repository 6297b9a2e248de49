import { runTool } from "./checks/run-tool.ts";

// npm run format [-- path ...]: writes files the way `.oxfmtrc.json` has them.
const paths = process.argv.slice(2);
const { code, stdout, stderr } = await runTool(process.cwd(), "oxfmt", ["--write", ...(paths.length > 0 ? paths : ["."])]);
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code;
