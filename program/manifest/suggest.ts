/** The known word nearest to a mistyped one, or undefined when nothing is near enough to be meant. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(lower, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance with neighbours swapped counting one; stops caring at `limit`. */
export function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) current.push(cell(from, to, row, column, { before, last, current }));
    before = last;
    last = current;
  }
  return last[to.length] ?? limit;
}

function cell(from: string, to: string, row: number, column: number, rows: { before: number[]; last: number[]; current: number[] }) {
  const same = from[row - 1] === to[column - 1];
  let least = Math.min((rows.last[column] ?? 0) + 1, (rows.current[column - 1] ?? 0) + 1, (rows.last[column - 1] ?? 0) + (same ? 0 : 1));
  const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
  if (swapped) least = Math.min(least, (rows.before[column - 2] ?? 0) + 1);
  return least;
}
