/** What stands at `a.0.b` of a JSON value, as text; undefined for what is not there, empty, or no text, number or truth. */
export function readPath(value: unknown, path: string): string | undefined {
  let at: unknown = value;
  for (const part of path.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  if (typeof at === "string") return at === "" ? undefined : at;
  return typeof at === "number" || typeof at === "boolean" ? String(at) : undefined;
}
