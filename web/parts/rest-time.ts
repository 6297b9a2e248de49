/** Milliseconds left when the rest goes as fast as what is done; undefined before 2 % or 1 s say nothing yet. */
export function restOf(done: number, total: number, elapsed: number): number | undefined {
  if (total <= 0 || done <= 0 || done >= total || elapsed < 1_000 || done / total < 0.02) return undefined;
  return Math.max(1_000, Math.round(((elapsed / done) * (total - done)) / 1_000) * 1_000);
}
