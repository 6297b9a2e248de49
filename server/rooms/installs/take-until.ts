import { StoaError } from "../../base/index.ts";

const minute = 60_000;
const hour = 60 * minute;
const mostMs = 366 * 24 * hour;

/**
 * When a pause ends: a moment, or a day, which begins when its clocks say so in the installation's zone, also where they spring at midnight.
 * @throws StoaError invalid_input for what is no moment, is past, or is more than a year away
 */
export function takeUntil(text: string, zone: string, now: number): number {
  const [, day = "", time] = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text) ?? [];
  const at = !isDay(day) ? Number.NaN : time === undefined ? beginOfDay(day, zone) : Date.parse(text);
  if (at > now && at <= now + mostMs) return at;
  throw new StoaError("invalid_input", {
    what: "A pause cannot end then.",
    fix: "Give a day such as 2026-03-29, or a moment with its offset such as 2026-03-29T10:00:00+02:00, in the future and within a year.",
    problems: [{ path: "body/until", message: "is no moment of the coming year" }],
  });
}

/** February 30 is read as March 2. */
function isDay(day: string): boolean {
  const noon = Date.parse(`${day}T12:00:00Z`);
  return !Number.isNaN(noon) && new Date(noon).toISOString().startsWith(day);
}

/** The first minute whose date in the zone is this one or later. */
function beginOfDay(day: string, zone: string): number {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const dates = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  let [before, after] = [noon - 36 * hour, noon + 24 * hour];
  while (after - before > minute) {
    const middle = before + Math.floor((after - before) / 2 / minute) * minute;
    if (dates.format(middle) >= day) after = middle;
    else before = middle;
  }
  return after;
}
