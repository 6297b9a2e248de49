import { sayMoment } from "../parts/format/next-times.ts";

/** The fields of what an audit row kept; none of what is no object. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** The names of what differs before and after. */
export function touchedOf(before: unknown, after: unknown): string[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.filter((name) => JSON.stringify(old[name] ?? null) !== JSON.stringify(now[name] ?? null));
}

/** A moment as people say it, on the reader's clock: `Monday 14 December at 00:00`. Undefined for what is none. */
export function sayDay(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/.test(value)) return undefined;
  return sayMoment(new Date(value), Intl.DateTimeFormat().resolvedOptions().timeZone);
}
