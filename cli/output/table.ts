import { stripVTControlCharacters } from "node:util";
import { paint } from "./paint.ts";

/** Rows under a header, columns as wide as their content; cells may hold colour. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => widthOf(row[column] ?? ""))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
      .join("  ")
      .trimEnd();
  return [paint.dim(line(header)), ...rows.map(line)].join("\n");
}

function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
