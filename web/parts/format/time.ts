import { languageNow, localeNow } from "../../words/language.ts";
import { t } from "../../words/t.ts";

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** `at` seen from `now`, both in milliseconds: `12 minutes ago`, `in 3 hours`, `just now` within 5 s. */
export function formatRelative(at: number, now: number): string {
  const seconds = (at - now) / 1_000;
  if (Math.abs(seconds) < 5) return t("just now");
  // What was set to end after 90 days ends, a moment later, in 3 months and not in 2; 59.9 seconds are a minute.
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) * 1.01 >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(languageNow(), { numeric: "always", style: "long" }).format(Math.trunc((seconds / size) * 1.01), unit);
}

/** The moment to the second with its zone: `22 Nov 2026, 17:49:34 CET`. */
export function formatExact(at: number, zone?: string): string {
  return new Intl.DateTimeFormat(localeNow(), {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    ...(zone ? { timeZone: zone } : {}),
  }).format(at);
}

/** A moment of today by its time to the second, another by its day besides: `17:49:34`, `22 Nov, 17:49:34`. */
export function formatSecond(at: number, now: number): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(localeNow(), {
    ...(today ? {} : { day: "numeric", month: "short" }),
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(at);
}

/** The time of day to the millisecond: `17:49:34.120`, for log lines. */
export function formatClock(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** The calendar day: `22 Nov`, with the year when it is not the current one. */
export function formatDay(at: number, now = Date.now()): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(localeNow(), { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }).format(at);
}
