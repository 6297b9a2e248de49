import { Cron } from "croner";
import { localeNow } from "../../words/language.ts";

/** The next moments a cron line of five parts names in a zone; undefined where it cannot be read. */
export function nextTimes(line: string, zone: string, count: number, after = new Date()): Date[] | undefined {
  if (line.trim().split(/\s+/).length !== 5) return undefined;
  try {
    return new Cron(line, { paused: true, timezone: zone }).nextRuns(count, after);
  } catch {
    return undefined;
  }
}

/** `Monday 30 November at 08:00`, as clocks in that zone say it. */
export function sayMoment(moment: Date, zone: string): string {
  return new Intl.DateTimeFormat(localeNow(), {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
  }).format(moment);
}
