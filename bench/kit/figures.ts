/** What a figure is held against. `ratio` is ours over the peer or floor unless it is given. */
export interface FigureEntry {
  name: string;
  ours: number;
  /** The same work by another's program, or by the machine with nothing around it. */
  peer?: number;
  floor?: number;
  ratio?: number;
  /** Which number the bar is for; `ratio` unless said. */
  judged?: "ours" | "ratio";
  atLeast?: number;
  atMost?: number;
  /** What one must know to read the figure: unit, counts, settings. */
  about?: object;
}

/** Prints a figure as one JSON line {name, ours, peer or floor, ratio, bar, ok}; one that misses its bar makes the process end with 1. */
export function reportFigure(entry: FigureEntry): boolean {
  const { name, ours, peer, floor, about } = entry;
  const ratio = entry.ratio ?? ours / (peer ?? floor ?? Number.NaN);
  const { bar, ok } = judge(entry, ratio);
  if (!ok) process.exitCode = 1;
  const beside = Object.fromEntries(
    Object.entries({ peer, floor }).flatMap(([key, value]) => (value === undefined ? [] : [[key, round(value)]])),
  );
  console.log(JSON.stringify({ name, ours: round(ours), ...beside, ratio: round(ratio), bar, ok, about }));
  return ok;
}

function judge({ name, ours, judged = "ratio", atLeast, atMost }: FigureEntry, ratio: number): { bar: string; ok: boolean } {
  const value = judged === "ours" ? ours : ratio;
  const bars = [
    ...(atLeast === undefined ? [] : [{ text: `${judged} >= ${atLeast}`, ok: value >= atLeast }]),
    ...(atMost === undefined ? [] : [{ text: `${judged} <= ${atMost}`, ok: value <= atMost }]),
  ];
  if (bars.length === 0) throw new Error(`the figure ${name} has no bar`);
  return { bar: bars.map((one) => one.text).join(", "), ok: bars.every((one) => one.ok) };
}

/** Three digits that say something. */
export function round(value: number): number {
  return Number(value.toPrecision(Math.abs(value) >= 1_000 ? 5 : 3));
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * part) - 1))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Runs each way once a repeat, forwards and backwards in turn, so that all see the same machine. @returns what each gave, in order */
export async function interleave<Way extends string>(
  repeats: number,
  ways: Record<Way, (repeat: number) => Promise<number>>,
): Promise<Record<Way, number[]>> {
  const names = Object.keys(ways) as Way[];
  const results = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Way, number[]>;
  for (let repeat = 0; repeat < repeats; repeat++)
    for (const name of repeat % 2 === 0 ? names : names.toReversed()) results[name].push(await ways[name](repeat));
  return results;
}
