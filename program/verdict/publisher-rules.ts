import type { Evidence, FailureClass, Stream, Success } from "@stoa/contract";
import { compilePattern } from "../manifest/regular-expression.ts";
import { endOfLine, mostBytes, toEvidence, toLine, type Line } from "./line.ts";

type Matcher = (line: Line) => boolean;
type Failed = { failureClass: FailureClass; rule: string; evidence: Evidence | null; sentence?: string | undefined };

/** The success rules a manifest states itself; they are asked before the default rules. */
export class PublisherRules {
  #success: Success;
  #ignore: ((text: string) => boolean)[];
  #fail: Matcher[];
  #require: Matcher[];
  #hit: { index: number; line: Line } | undefined;
  #met = new Set<number>();

  constructor(success: Success) {
    this.#success = success;
    this.#ignore = success.ignore.map(compilePattern);
    this.#fail = success.fail.map((rule) => matcher(rule.match));
    this.#require = success.require.map((rule) => matcher(rule.match));
  }

  /** No rule looks at any line. */
  get isEmpty(): boolean {
    return this.#ignore.length + this.#fail.length + this.#require.length === 0;
  }

  /** As `see` for each line. @returns the stretches of lines that are not ignored */
  *seeAll(stream: Stream, bytes: Buffer, firstNumber: number): Generator<{ bytes: Buffer; firstNumber: number }> {
    let number = firstNumber;
    let stretch = { start: 0, firstNumber };
    for (let start = 0; start < bytes.length; number++) {
      const end = endOfLine(bytes, start);
      if (this.see(toLine(stream, bytes.toString("utf8", start, Math.min(end, start + mostBytes)), number)) === "ignored") {
        yield { bytes: bytes.subarray(stretch.start, start), firstNumber: stretch.firstNumber };
        stretch = { start: end + 1, firstNumber: number + 1 };
      }
      start = end + 1;
    }
    yield { bytes: bytes.subarray(stretch.start), firstNumber: stretch.firstNumber };
  }

  see(line: Line): "ignored" | "seen" {
    if (this.#ignore.some((matches) => matches(line.text))) return "ignored";
    if (!this.#hit) {
      const index = this.#fail.findIndex((matches) => matches(line));
      if (index >= 0) this.#hit = { index, line };
    }
    for (const [index, matches] of this.#require.entries()) {
      if (!this.#met.has(index) && matches(line)) this.#met.add(index);
    }
    return "seen";
  }

  /** The first `fail` rule that matched. */
  failed(): Failed | undefined {
    if (!this.#hit) return undefined;
    const { index, line } = this.#hit;
    const rule = this.#success.fail[index];
    return rule && { failureClass: rule.class, rule: `fail-${index + 1}`, evidence: toEvidence(line), sentence: rule.say ?? undefined };
  }

  /** The first `require` rule that nothing matched. */
  missing(): Failed | undefined {
    const index = this.#success.require.findIndex((_, at) => !this.#met.has(at));
    const rule = this.#success.require[index];
    const sentence = rule?.say ?? "The integration ended without saying that its work is done; its publisher has to look at it.";
    return rule && { failureClass: "integration", rule: `require-${index + 1}`, evidence: null, sentence };
  }
}

/** All patterns of a rule that name this line's stream, or any, are looked for; one is enough. */
function matcher(patterns: Success["fail"][number]["match"]): Matcher {
  const compiled = patterns.map(({ stream, pattern }) => ({ stream, matches: compilePattern(pattern) }));
  return (line) => compiled.some(({ stream, matches }) => (stream === "any" || stream === line.stream) && matches(line.text));
}
