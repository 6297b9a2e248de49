import { localeNow } from "./language.ts";
import { t } from "./t.ts";

const sundayFirst = [t("Sunday"), t("Monday"), t("Tuesday"), t("Wednesday"), t("Thursday"), t("Friday"), t("Saturday")];
const short = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Days as cron counts them, 0 is Sunday, in the order a week is read. */
export const weekDays: readonly number[] = [1, 2, 3, 4, 5, 6, 0];

export function dayName(day: number): string {
  return sundayFirst[day % 7] ?? "";
}

/** `Monday, Wednesday and Friday`. */
export function listDays(days: readonly number[]): string {
  return new Intl.ListFormat(localeNow(), { type: "conjunction" }).format(days.map(dayName));
}

/** The days a cron line's fifth part names, as a week is read: `1-3,5` or `mon,thu`; undefined where it is anything else, or every day. */
export function daysOf(field: string): number[] | undefined {
  const named = field.split(",").map(rangeOf);
  if (named.some((days) => days === undefined)) return undefined;
  const days = new Set(named.flatMap((one) => one ?? []).map((day) => day % 7));
  return weekDays.filter((day) => days.has(day));
}

function rangeOf(part: string): number[] | undefined {
  const [first, last = first] = part.split("-", 2).map(numberOf);
  if (first === undefined || last === undefined || last < first) return undefined;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function numberOf(text: string): number | undefined {
  if (/^[0-7]$/.test(text)) return Number(text);
  const found = short.indexOf(text.toLowerCase());
  return found < 0 ? undefined : found;
}
