import { RE2JS } from "re2js";

/** Publishers' patterns see at most this much of a line, in characters. */
export const matchedLength = 16 * 1024;

/** Why a pattern is not RE2 syntax (RE2 has no backreferences and no lookaround, so matching time is linear). */
export function patternFault(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A compiled publisher pattern: true when it is found anywhere in the first 16 KB of a line. */
export function compilePattern(pattern: string): (line: string) => boolean {
  const compiled = RE2JS.compile(pattern);
  return (line) => compiled.matcher(line.slice(0, matchedLength)).find();
}
