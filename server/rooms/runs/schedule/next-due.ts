import { createHash } from "node:crypto";
import { Cron } from "croner";

interface Reckoner {
  cron: Cron;
  /** The last question and its answer: schedules that share a line are mostly asked the same. */
  after: number;
  next: number | null;
}

const most = 10_000;
const reckoners = new Map<string, Reckoner>();

function reckonerOf(line: string, zone: string): Reckoner {
  const key = `${zone} ${line}`;
  const known = reckoners.get(key);
  if (known) return known;
  if (reckoners.size >= most) reckoners.delete(reckoners.keys().next().value ?? "");
  const made = { cron: new Cron(line, { paused: true, timezone: zone }), after: Number.NaN, next: null };
  reckoners.set(key, made);
  return made;
}

/**
 * The first moment after `after` that a cron line names in a zone; null: never again. Where clocks spring forward, a time that does
 * not exist is its hour's end; where they fall back, a time that comes twice is the first, but every-n-minutes lines run through.
 */
export function nextDue(line: string, zone: string, after: number): number | null {
  const reckoner = reckonerOf(line, zone);
  if (reckoner.after !== after) {
    reckoner.next = reckoner.cron.nextRun(new Date(after))?.getTime() ?? null;
    reckoner.after = after;
  }
  return reckoner.next;
}

/** The last moment not after `now` that a cron line names. */
export function lastDue(line: string, zone: string, now: number): number | null {
  return (
    reckonerOf(line, zone)
      .cron.previousRuns(1, new Date(now + 1))[0]
      ?.getTime() ?? null
  );
}

const longestWindowSeconds = 60;

/** How late within its window an installation's runs begin, always the same: spreads those that share a minute. Whole seconds. */
export function jitterSeconds(installationId: string, line: string, zone: string, now: number): number {
  const first = nextDue(line, zone, now);
  const second = first === null ? null : nextDue(line, zone, first);
  const interval = first === null || second === null ? longestWindowSeconds * 2 : (second - first) / 1_000;
  const window = Math.min(longestWindowSeconds, Math.floor(interval / 2));
  return window < 1 ? 0 : createHash("sha256").update(installationId).digest().readUInt32BE(0) % window;
}
