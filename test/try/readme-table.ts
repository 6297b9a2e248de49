import type { Tried } from "./run-case.ts";

/** What was done besides a program's runs. */
const besides = /^push|, run again$/;

/**
 * The row that says whether the README's table tells the runs there were: a line a program, those that misbehave on purpose in one.
 * @param ids of all programs, in the table's order
 */
export function judgeReadme(readme: string, rows: readonly Tried[], ids: readonly string[]): Tried {
  const told = readTable(readme).map(({ runs }) => runs.join(", "));
  const found = runsOf(rows, ids);
  const wrongs = Array.from({ length: Math.max(told.length, found.length) }, (_, index) =>
    told[index] === found[index] ? [] : [`line ${index + 1} says ${told[index] ?? "nothing"}; there were ${found[index] ?? "none"}`],
  ).flat();
  const row = { program: "README.md", run: "its table", verdict: "true", failureClass: "", sentence: "", ms: 0 };
  return wrongs.length === 0 ? row : { ...row, verdict: "-", wrong: wrongs.join("; ") };
}

/** @throws Error where there is no table */
export function readTable(readme: string): { program: string; runs: string[] }[] {
  const table = /<!-- try-table -->\n([^]*?)<!-- \/try-table -->/.exec(readme)?.[1];
  if (table === undefined) throw new Error("README.md has no table between <!-- try-table --> and <!-- /try-table -->.");
  const lines = table.split("\n").filter((line) => /^\| (?!program )/.test(line));
  // The last one is of the secret, which is looked for and has no runs to tell.
  return lines.slice(0, -1).map((line) => {
    const [, program = "", runs = ""] = line.split("|").map((cell) => cell.trim());
    return { program, runs: spell(runs) };
  });
}

/** `2 succeeded (the second idle), upstream though it exited 0` are three words. */
function spell(text: string): string[] {
  return text
    .replaceAll(/\([^)]*\)| though it exited 0/g, "")
    .split(/,| then /)
    .flatMap((part) => {
      const [, count = "1", word = ""] = /^(?:(\d+) )?(\w+)$/.exec(part.trim()) ?? [];
      return Array.from({ length: Number(count) }, () => word);
    });
}

function runsOf(rows: readonly Tried[], ids: readonly string[]): string[] {
  const lines = new Map<string, string[]>();
  for (const id of ids.filter((one) => one !== "canary")) {
    const line = id.startsWith("odd-") ? "odd" : id;
    const runs = rows.filter(({ program, run }) => program === id && !besides.test(run));
    lines.set(line, [...(lines.get(line) ?? []), ...runs.map(({ failureClass, verdict }) => failureClass || verdict)]);
  }
  return [...lines.values()].map((words) => words.join(", "));
}
