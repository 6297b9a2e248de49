import type { Tried } from "./run-case.ts";

const widths = { mark: 1, program: 25, run: 46, verdict: 10, failureClass: 14, seconds: 7 };
const plain = process.env["NO_COLOR"] !== undefined || !process.stdout.isTTY;
const paint = (code: number, text: string): string => (plain ? text : `\x1b[${code}m${text}\x1b[0m`);

/** Prints the heads of the table's columns. */
export function printHead(): void {
  const heads = ["", "program", "run", "verdict", "class", "seconds"];
  const sizes = Object.values(widths);
  write(`${heads.map((head, index) => head.padEnd(sizes[index] ?? 0)).join("  ")}  sentence`);
}

/** Prints one row as it comes; below a wrong one, what is wrong and the end of its log. */
export function printRow(row: Tried): void {
  const cells = [
    row.wrong === undefined ? paint(32, "✓") : paint(31, "✗"),
    row.program.padEnd(widths.program),
    cut(row.run, widths.run).padEnd(widths.run),
    row.verdict.padEnd(widths.verdict),
    row.failureClass.padEnd(widths.failureClass),
    (row.ms / 1000).toFixed(1).padStart(widths.seconds),
  ];
  write(`${cells.join("  ")}  ${row.sentence}`.trimEnd());
  if (row.wrong !== undefined) write(paint(31, `   wrong: ${row.wrong}`));
  for (const line of row.log ?? []) write(`   | ${line}`);
}

const cut = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text);

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}
