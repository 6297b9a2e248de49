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

/** The range of durations in ms for a logarithmic axis, one step of ten around what there is. */
export function durationRange(runs: readonly PlotRun[]): [number, number] {
  const values = runs.map((run) => Math.max(1, run.duration));
  if (values.length === 0) return [100, 100_000];
  const low = 10 ** Math.floor(Math.log10(values.reduce((a, b) => Math.min(a, b))));
  const high = 10 ** Math.ceil(Math.log10(values.reduce((a, b) => Math.max(a, b)) * 1.05));
  return [low, high > low ? high : low * 10];
}
