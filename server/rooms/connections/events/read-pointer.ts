/**
 * What stands at an RFC 6901 pointer (without escapes) of a JSON value, as text; undefined for what is not there, empty, no text and no
 * number, or a number that JSON does not read exactly: two accounts must never look like one.
 */
export function readPointer(value: unknown, pointer: string): string | undefined {
  let at: unknown = value;
  for (const part of pointer.split("/").slice(1)) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  if (typeof at === "string") return at === "" ? undefined : at;
  return Number.isSafeInteger(at) ? String(at) : undefined;
}
