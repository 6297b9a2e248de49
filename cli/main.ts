import { buildProgram } from "./program.ts";
import { exitCodeOf, reportError } from "./output/report-error.ts";

/** Runs one command line; sets the exit code. Codes: 0 done, 1 the thing asked for failed, 2 wrong use, 3 refused, 69 nobody answers, 70 a fault of ours. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = buildProgram();
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    reportError(error, argv.includes("--json"));
    process.exitCode = exitCodeOf(error);
  }
}
