/** A failure the reader can mend; shown without a stack. */
export class SetupError extends Error {}

/** One line of progress. Stdout belongs to the program being started. @param {string} text */
export function say(text) {
  process.stderr.write(`stoa: ${text}\n`);
}

/**
 * Runs the main function of a bootstrap command; a SetupError ends it with one clear message and exit code 1.
 * @param {() => Promise<unknown>} main
 */
export async function orSay(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
