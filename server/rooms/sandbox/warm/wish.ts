import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BoxSpec, WarmWish } from "../box.ts";

/** What its interpreter reads once, at its start: a run that brings such a variable of its own is started cold. */
const atStart: Record<WarmWish["interpreter"], RegExp> = {
  python: /^(PYTHON|LD_|GLIBC_|MALLOC_|LC_|OPENSSL_)/,
  node: /^(NODE_|UV_|LD_|GLIBC_|MALLOC_|LC_|OPENSSL_)/,
};

/** A box that may be started warm. */
export type WarmSpec = BoxSpec & { warm: WarmWish };

/** Why this box is started cold, whatever is prepared; undefined when it need not be. */
export function whyCold({ warm, env, state, keepState, customer }: WarmSpec): string | undefined {
  if (splitWords(warm.words).program.length === 0) return "its run line names no program";
  const variable = Object.keys(env).find((name) => atStart[warm.interpreter].test(name));
  if (variable !== undefined) return `the variable ${variable} is read when ${warm.interpreter} starts`;
  if (customer === undefined) return "it is nobody's";
  return warm.interpreter === "node" && (state || keepState) ? "its state is a folder" : undefined;
}

/** The environment of what is prepared: what every run of a program has in common, nothing of any run. */
export function commonEnvironment({ env }: BoxSpec): Record<string, string> {
  return Object.fromEntries(["PATH", "HOME", "TMPDIR", "LANG"].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** The path in the box of a program named without one, as a shell would find it; undefined when it is not there. */
export function findInRoot({ root, env }: BoxSpec, name: string): string | undefined {
  if (name.startsWith("/")) return name;
  const found = (env["PATH"] ?? "").split(":").find((folder) => folder.startsWith("/") && existsSync(join(root, folder, name)));
  return found === undefined ? undefined : join(found, name);
}

/** The words of a command apart: the interpreter, its options, and what it runs. */
export function splitWords([interpreter = "", ...rest]: readonly string[]): { interpreter: string; options: string[]; program: string[] } {
  const from = rest.findIndex((word) => !word.startsWith("-") || word === "-m");
  return { interpreter, options: rest.slice(0, from), program: rest.slice(from) };
}
