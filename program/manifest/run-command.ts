/**
 * The command of a manifest's `run` line. Everything in a box is asked to stop with SIGTERM; the shell around the line then waits for what it
 * runs and ends with its exit code, where it would end at once and take a program in the middle of its last write along.
 */
export function runCommand(line: string): [string, ...string[]] {
  return ["/bin/sh", "-c", `trap 'exit $?' TERM; ${line}`];
}
