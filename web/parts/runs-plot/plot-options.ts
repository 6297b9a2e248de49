import type uPlot from "uplot";
import { formatDuration } from "../format/duration.ts";
import { drawRuns } from "./draw-runs.ts";
import { durationRange, type PlotRun } from "./plot-run.ts";
import { meanings, type Meaning } from "../../theme/meanings.ts";

export interface PlotInput {
  runs: readonly PlotRun[];
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  width: number;
  height: number;
  chosen: () => string | undefined;
}

/** uPlot's options for runs over time by duration; colours are read off the page so that both themes fit. */
export function plotOptions(input: PlotInput): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const colours = Object.fromEntries(meanings.map((name) => [name, read(`--${name}`)])) as Record<Meaning, string>;
  const axis = {
    stroke: read("--text-2"),
    font: '12px "Inter Variable", sans-serif',
    ticks: { show: false },
    grid: { stroke: read("--line"), width: 1 },
  };
  return {
    width: input.width,
    height: input.height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: true, range: () => [input.from / 1_000, input.to / 1_000] },
      y: { distr: 3, log: 10, range: () => durationRange(input.runs) },
    },
    axes: [
      { ...axis, size: 32, space: 88 },
      { ...axis, size: 64, values: (_plot, splits) => splits.map((value) => (isDecade(value) ? formatDuration(value) : "")) },
    ],
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: { draw: [(plot) => drawRuns(plot, input.runs, colours, input.chosen())] },
  };
}

function isDecade(value: number): boolean {
  return Math.abs(Math.log10(value) % 1) < 1e-6;
}
