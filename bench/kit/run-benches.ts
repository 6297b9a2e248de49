import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promptFlags } from "../../server/machine/supervise/node-flags.ts";

/** Names of the benches of a folder: its own files, `main.ts` and tests apart. */
export function listBenches(folder: string): string[] {
  return globSync("*.ts", { cwd: folder })
    .filter((file) => file !== "main.ts" && !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -3))
    .toSorted();
}

const withoutTestRunner = join(import.meta.dirname, "without-test-runner.ts");

export interface BenchRun {
  folder: string;
  names: readonly string[];
  /** Handed to every bench, such as `--short`. */
  options: readonly string[];
  /** Told each figure as it comes; what else a bench writes to stdout is dropped. */
  say: (line: string) => void;
}

/** Runs benches one after another, each in a process of its own. @returns what fell short, a sentence each */
export async function runBenches({ folder, names, options, say }: BenchRun): Promise<string[]> {
  const known = listBenches(folder);
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length > 0) return strange.map((name) => `there is no bench "${name}"; there are: ${known.join(", ")}`);
  const short: string[] = [];
  for (const name of names.length > 0 ? names : known) short.push(...(await runBench(join(folder, `${name}.ts`), name, options, say)));
  return short;
}

async function runBench(file: string, name: string, options: readonly string[], say: (line: string) => void): Promise<string[]> {
  // As the server process is started.
  const child = spawn(process.execPath, [...promptFlags, "--import", withoutTestRunner, file, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit") as Promise<[number | null, string | null]>;
  const figures: { name: string; ok: boolean }[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const figure = readFigure(line);
    if (!figure) continue;
    say(line);
    figures.push(figure);
  }
  const [code, signal] = await gone;
  const missed = figures.filter((figure) => !figure.ok).map((figure) => `${name}: "${figure.name}" missed its bar`);
  if (figures.length === 0) return [...missed, `${name} printed no figure (exit ${code ?? signal})`];
  return missed.length === 0 && code !== 0 ? [`${name} broke off (exit ${code ?? signal})`] : missed;
}

function readFigure(line: string): { name: string; ok: boolean } | undefined {
  try {
    const value = JSON.parse(line) as { name?: unknown; ok?: unknown } | null;
    return value !== null && typeof value.name === "string" && typeof value.ok === "boolean"
      ? { name: value.name, ok: value.ok }
      : undefined;
  } catch {
    return undefined;
  }
}
