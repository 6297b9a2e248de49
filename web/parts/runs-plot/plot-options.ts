import type uPlot from "uplot";
import { formatDuration } from "../format/duration.ts";
import { drawRuns } from "./draw-runs.ts";
import { durationMarks, durationRange, type PlotRun } from "./plot-run.ts";
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
    padding: [8, 24, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: true, range: () => [input.from / 1_000, input.to / 1_000] },
      y: { distr: 3, log: 10, range: () => durationRange(input.runs) },
    },
    axes: [
      {
        ...axis,
        size: 32,
        space: 88,
        values: (_plot, splits, _axis, _space, step) => splits.map((value) => formatMark(value * 1_000, step)),
      },
      {
        ...axis,
        size: 56,
        splits: (_plot, _axis, low, high) => durationMarks.filter((mark) => mark >= low && mark <= high),
        filter: (_plot, splits) => splits,
        values: (_plot, splits) => splits.map((value) => formatDuration(value)),
      },
    ],
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: { draw: [(plot) => drawRuns(plot, input.runs, colours, input.chosen())] },
  };
}

const dayMark = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const hourMark = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

// Midnight says the day, so that a plot over hours still tells which one.
function formatMark(at: number, stepSeconds: number): string {
  const clock = hourMark.format(at);
  return stepSeconds >= 86_400 || clock === "00:00" ? dayMark.format(at) : clock;
}
