import { toCsv } from "@stoa/contract";
import { Option } from "commander";
import { printList, type Output } from "./print.ts";

/** `--csv`: the rows for a spreadsheet. */
export function csvOption(): Option {
  return new Option("--csv", "the rows as CSV, for a spreadsheet");
}

/** A list as a table, as JSON, or as CSV with exact values instead of the table's short ones. */
export function printRows<T>(
  output: Output & { csv?: boolean | undefined },
  items: readonly T[],
  columns: Record<string, (item: T) => string>,
  words: { empty: string; exact?: Record<string, (item: T) => string> },
): void {
  if (output.csv !== true || output.json) return printList(output, items, columns, words.empty);
  const all = { ...columns, ...words.exact };
  process.stdout.write(
    toCsv(
      Object.keys(all),
      items.map((item) => Object.values(all).map((show) => show(item))),
    ),
  );
}
