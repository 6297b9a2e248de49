import type { Meaning } from "../../theme/meanings.ts";

/** One run as a plot shows it. */
export interface PlotRun {
  id: string;
  /** When it began, milliseconds since 1970. */
  at: number;
  /** How long it took, milliseconds. */
  duration: number;
  meaning: Meaning;
  /** The exact word of its verdict: "Timed out". */
  word: string;
  href: string;
}

/** The run whose point lies nearest to a place, within `reach` px; `place` gives a run's point in px. */
export function nearestRun(
  runs: readonly PlotRun[],
  place: (run: PlotRun) => { x: number; y: number },
  x: number,
  y: number,
  reach = 24,
): PlotRun | undefined {
  let best: PlotRun | undefined;
  let least = reach * reach;
  for (const run of runs) {
    const point = place(run);
    const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
    if (distance > least) continue;
    least = distance;
    best = run;
  }
  return best;
}

/** How many runs of each meaning, in the order meanings have. */
export function countMeanings(runs: readonly PlotRun[]): [Meaning, number][] {
  const order: Meaning[] = ["failed", "needs", "waiting", "running", "fine"];
  return order
    .map((meaning): [Meaning, number] => [meaning, runs.filter((run) => run.meaning === meaning).length])
    .filter(([, count]) => count > 0);
}

/** Durations people count in, in ms: 100 ms, 1 s, 10 s, 1 m, 10 m, 1 h, 6 h, 1 d. */
export const durationMarks: readonly number[] = [1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 21_600_000, 86_400_000];

/** The marks of a logarithmic axis that just hold every duration. */
export function durationRange(runs: readonly PlotRun[]): [number, number] {
  const values = runs.map((run) => Math.max(1, run.duration));
  if (values.length === 0) return [100, 60_000];
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  const low = durationMarks.findLast((mark) => mark <= least) ?? 1;
  const high = durationMarks.find((mark) => mark >= most && mark > low) ?? most * 1.1;
  return [low, high];
}
