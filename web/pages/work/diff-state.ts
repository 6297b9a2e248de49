export interface StateLine {
  sign: " " | "+" | "-";
  text: string;
}

/** Longest states compared line by line; beyond, before stands whole above after. */
const most = 1_500;

/** Two JSON values as lines, each marked as kept, gone or new. */
export function diffState(before: unknown, after: unknown): StateLine[] {
  const old = linesOf(before);
  const now = linesOf(after);
  if (old.length > most || now.length > most) return [...old.map((text) => sign("-", text)), ...now.map((text) => sign("+", text))];
  return walk(old, now, lengths(old, now));
}

function sign(mark: StateLine["sign"], text: string): StateLine {
  return { sign: mark, text };
}

function linesOf(value: unknown): string[] {
  return value === null || value === undefined ? [] : JSON.stringify(value, null, 2).split("\n");
}

/** Length of the longest common run of lines from each pair of places on. */
function lengths(old: readonly string[], now: readonly string[]): Uint16Array[] {
  const table = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = now.length - 1; column >= 0; column--) {
      const below = table[row + 1]?.[column] ?? 0;
      const beside = table[row]?.[column + 1] ?? 0;
      const line = table[row];
      if (line) line[column] = old[row] === now[column] ? (table[row + 1]?.[column + 1] ?? 0) + 1 : Math.max(below, beside);
    }
  }
  return table;
}

function walk(old: readonly string[], now: readonly string[], table: readonly Uint16Array[]): StateLine[] {
  const lines: StateLine[] = [];
  const common = (row: number, column: number) => table[row]?.[column] ?? -1;
  let row = 0;
  let column = 0;
  while (row < old.length || column < now.length) {
    if (row < old.length && old[row] === now[column]) {
      lines.push(sign(" ", old[row] ?? ""));
      row++;
      column++;
    } else if (row < old.length && common(row + 1, column) >= common(row, column + 1)) {
      lines.push(sign("-", old[row] ?? ""));
      row++;
    } else {
      lines.push(sign("+", now[column] ?? ""));
      column++;
    }
  }
  return lines;
}
