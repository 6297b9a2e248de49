import { nextDue } from "../runs/index.ts";
import { successesNeeded } from "./states.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Events come in bursts: without a schedule, less than this is no silence. */
const leastMs = hour;

export interface Expected {
  schedule: string | null;
  zone: string;
  /** From when its silence counts. */
  anchorAt: number;
  /** When it last succeeded unasked, oldest first. */
  successes: readonly number[];
  jitterMs: number;
}

/**
 * When an installation is silent unless it succeeds before: after twice its usual interval. By a schedule that is when its second next run
 * should have worked; without one, twice the median between its last successes. Null: nothing is expected of it.
 */
export function silentAt(of: Expected): number | null {
  return of.schedule === null ? byHabit(of) : bySchedule(of.schedule, of);
}

/** Of a line with gaps, such as working days, the gap that is coming counts. */
function bySchedule(line: string, { zone, anchorAt, jitterMs }: Expected): number | null {
  // To the minute, as lines are: those that share a line are then reckoned once.
  const first = nextDue(line, zone, Math.floor(anchorAt / minute) * minute);
  const second = first === null ? null : nextDue(line, zone, first);
  if (first === null || second === null) return null;
  const third = nextDue(line, zone, second) ?? Number.POSITIVE_INFINITY;
  const usual = Math.min(second - first, third - second);
  // A run takes a while: a tenth of the interval, at least two minutes and at most an hour.
  const slack = Math.min(Math.max(usual / 10, 2 * minute), hour);
  return Math.max(second + jitterMs + slack, anchorAt + 2 * usual);
}

function byHabit({ anchorAt, successes }: Expected): number | null {
  if (successes.length < successesNeeded) return null;
  const gaps = successes
    .slice(1)
    .map((at, index) => at - (successes[index] ?? at))
    .toSorted((one, other) => one - other);
  const middle = gaps.length / 2;
  const median = ((gaps[Math.ceil(middle) - 1] ?? 0) + (gaps[Math.floor(middle)] ?? 0)) / 2;
  return anchorAt + Math.max(2 * median, leastMs);
}
