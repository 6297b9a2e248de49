import { createHash } from "node:crypto";
import { Cron } from "croner";

interface Reckoner {
  cron: Cron;
  /** The last questions and their answers: schedules that share a line are mostly asked the same. */
  known: Map<number, number | null>;
}

const most = 10_000;
const mostKnown = 4;
const reckoners = new Map<string, Reckoner>();

/** Lines that many share are parsed once; the one not asked for longest is forgotten first. */
function reckonerOf(line: string, zone: string): Reckoner {
  const key = `${zone} ${line}`;
  const known = reckoners.get(key);
  if (known) {
    reckoners.delete(key);
    reckoners.set(key, known);
    return known;
  }
  if (reckoners.size >= most) reckoners.delete(reckoners.keys().next().value ?? "");
  const made = { cron: new Cron(line, { paused: true, timezone: zone }), known: new Map() };
  reckoners.set(key, made);
  return made;
}

/**
 * The first moment after `after` that a cron line names in a zone; null: never again. Where clocks spring forward, a time that does
 * not exist is its hour's end; where they fall back, a time that comes twice is the first, but every-n-minutes lines run through.
 * @throws Error for a line or a zone that cannot be read
 */
export function nextDue(line: string, zone: string, after: number): number | null {
  const { cron, known } = reckonerOf(line, zone);
  const told = known.get(after);
  if (told !== undefined) return told;
  if (known.size >= mostKnown) known.clear();
  const next = cron.nextRun(new Date(after))?.getTime() ?? null;
  known.set(after, next);
  return next;
}

/** The last moments not after `now` that a cron line names, at most so many, oldest first. */
export function lastDues(line: string, zone: string, now: number, count: number): number[] {
  const found = reckonerOf(line, zone).cron.previousRuns(count, new Date(now + 1));
  return found.map((moment) => moment.getTime()).toSorted((one, other) => one - other);
}

const usualWindowSeconds = 60;
/** What the row of a schedule holds. */
const longestWindowSeconds = 21_600;

/**
 * How late within its window an installation's runs begin, always the same, in whole seconds: spreads those that share a minute. The window is
 * the one declared, as far as it ends before the next time; else a minute, or half the interval.
 */
export function jitterSeconds(installationId: string, line: string, zone: string, now: number, declaredSeconds?: number): number {
  const first = nextDue(line, zone, now);
  const second = first === null ? null : nextDue(line, zone, first);
  const interval = first === null || second === null ? Number.POSITIVE_INFINITY : (second - first) / 1_000;
  const window =
    declaredSeconds === undefined
      ? Math.min(usualWindowSeconds, Math.floor(interval / 2))
      : Math.min(declaredSeconds, longestWindowSeconds, Math.floor(interval));
  return window < 1 ? 0 : createHash("sha256").update(installationId).digest().readUInt32BE(0) % window;
}
