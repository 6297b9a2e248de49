export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** Text on one line, cut; empty for what is none. */
export function textOf(value: unknown, most: number): string {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" ? text.replaceAll(/\s+/g, " ").trim().slice(0, most) : "";
}
