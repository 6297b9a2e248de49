import type { Manifest } from "@stoa/contract";
import { unshelledWords } from "./plain-words.ts";

/**
 * The command of a manifest's `run` line. Everything in a box is asked to stop with SIGTERM; the shell around the line then waits for what it
 * runs and ends with its exit code, where it would end at once and take a program in the middle of its last write along.
 */
export function runCommand(line: string): [string, ...string[]] {
  return ["/bin/sh", "-c", `trap 'exit $?' TERM; ${line}`];
}

/** Interpreters a runtime always has under this name; what else a line begins with may be missing, and a shell says so best. */
const interpreters: Record<string, string> = { python: "python3", node: "node" };

/** The command of a manifest in a box: an interpreter is started at once where a shell would do nothing but start it, which takes a millisecond. */
export function boxCommand({ base, run }: Pick<Manifest, "base" | "run">): string[] {
  const words = unshelledWords(run);
  return words && words[0] === interpreters[base.language] ? words : runCommand(run);
}
