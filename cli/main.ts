import { buildProgram } from "./program.ts";
import { explainVerb } from "./explain-verb.ts";
import { exitCodeOf, reportError } from "./output/report-error.ts";

/** Runs one command line; sets the exit code, which docs/command-line.md lists. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = buildProgram();
  try {
    await program.parseAsync([...argv]);
  } catch (thrown) {
    const error = explainVerb(program, argv, thrown);
    reportError(error, argv.includes("--json"));
    process.exitCode = exitCodeOf(error);
  }
}
