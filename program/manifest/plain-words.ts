import type { Manifest } from "@stoa/contract";

/** The interpreters a program can be started warm in, by the names a run line calls them. */
const interpreters: Record<string, { names: RegExp; options: RegExp }> = {
  python: { names: /^python3?$/, options: /^-[BEIOPSsuvbq]+$/ },
  // Whether a word after an option is its value is not to be seen: those that take one take it behind `=`.
  node: {
    names: /^node$/,
    options: /^--((no|enable|disable|disallow|experimental|expose|preserve|throw|trace|use)-[a-z-]+|(?!env-file)[a-z][a-z-]*=[^ ]+)$/,
  },
};
/** Nothing a shell would make something else of. */
const plain = /^[A-Za-z0-9_./:=@%+,-]+$/;

/** The words of a run line, where no shell would make anything else of them. */
export function unshelledWords(run: string): string[] | undefined {
  const words = run.replace(/^exec +/, "").split(/ +/);
  return words.every((word) => plain.test(word)) ? words : undefined;
}

/**
 * The words of a run line that starts an interpreter and nothing else, such as `python3 -u main.py --all`: the interpreter, its options, then
 * a file or `-m` and a module, and arguments. Undefined when a shell would have more to do, or the interpreter is not the base's.
 */
export function plainWords({ base, run }: Pick<Manifest, "base" | "run">): string[] | undefined {
  const known = interpreters[base.language];
  const words = unshelledWords(run);
  const [name = "", ...rest] = words ?? [];
  if (!words || !known?.names.test(name)) return undefined;
  const from = rest.findIndex((word) => !known.options.test(word));
  return from >= 0 && namesProgram(base.language, rest.slice(from)) ? words : undefined;
}

/** A file, or for Python `-m` and a module. */
function namesProgram(language: string, [first = "-", second = "-"]: readonly string[]): boolean {
  return !first.startsWith("-") || (language === "python" && first === "-m" && !second.startsWith("-"));
}
