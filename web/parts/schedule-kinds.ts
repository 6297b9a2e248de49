import { daysOf } from "../words/week-days.ts";

/** Lines that are offered as they are. */
export const every = ["*/5 * * * *", "*/15 * * * *", "0 * * * *", "0 */6 * * *"];

/** How a schedule is chosen: one of the lines above, never, daily, on days of the week, or by a line. */
export function kindOf(schedule: string | null): string {
  if (!schedule) return "none";
  if (every.includes(schedule)) return schedule;
  const [, , date, month, weekday, more] = schedule.trim().split(/\s+/);
  if (more !== undefined || date !== "*" || month !== "*" || clockOf(schedule) === undefined) return "custom";
  if (weekday === "*") return "daily";
  return daysOf(weekday ?? "") ? "weekly" : "custom";
}

/** `08:30` where the line names one time of day. */
export function clockOf(schedule: string | null): string | undefined {
  const found = /^\s*(\d{1,2})\s+(\d{1,2})\s/.exec(schedule ?? "");
  return found ? `${found[2]?.padStart(2, "0")}:${found[1]?.padStart(2, "0")}` : undefined;
}

/** The days it runs on; none for a line that names none. */
export function chosenDays(schedule: string | null): number[] {
  return daysOf(schedule?.trim().split(/\s+/)[4] ?? "") ?? [];
}

/** A line for a time of day, on some days of the week or on every one. Without a day it is no line yet, and reads as such. */
export function lineOf(clock: string, days: readonly number[] | "*"): string {
  const [hour = "", minute = ""] = clock.split(":");
  return `${Number(minute)} ${Number(hour)} * * ${days === "*" ? "*" : days.toSorted((one, other) => one - other).join(",")}`;
}
