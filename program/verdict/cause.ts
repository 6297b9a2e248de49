import type { FailureClass } from "@stoa/contract";
import { classifyLine, unresolvedHost } from "./classify-line.ts";
import type { Line } from "./line.ts";
import type { RuleId } from "./rules.ts";

export interface Cause {
  failureClass: FailureClass;
  rule: RuleId | "exit-code";
  line: Line | undefined;
  host?: string;
}

/** Words that only a fault of the program itself has. */
export const ownFault =
  /^(?:\S{1,120}: )?(?:[A-Za-z_][\w.]{0,80})?(?:TypeError|KeyError|IndexError|AttributeError|NameError|ValueError|SyntaxError|ReferenceError|RangeError|ModuleNotFoundError|ImportError|ZeroDivisionError|AssertionError|NullPointerException|NoMethodError|LoadError)\b|: command not found$|^panic: runtime error|\bCannot find module\b|\bNo module named\b|\bClassNotFoundException\b/;

/** Keeps the line that most likely tells why a program failed: the last telling one, stderr before stdout. */
export class CauseFinder {
  #disabled: ReadonlySet<string>;
  #hosts: ReadonlySet<string> | undefined;
  #causes: { stderr: Cause | undefined; stdout: Cause | undefined } = { stderr: undefined, stdout: undefined };
  #last: { stderr: Line | undefined; stdout: Line | undefined } = { stderr: undefined, stdout: undefined };

  /** `hosts`: the names the program may reach; undefined when nothing holds it back. */
  constructor(disabled: ReadonlySet<string>, hosts: readonly string[] | undefined) {
    this.#disabled = disabled;
    this.#hosts = hosts && new Set(hosts.map((host) => host.toLowerCase()));
  }

  see(line: Line): void {
    if (line.text.trim() === "") return;
    this.#last[line.stream] = line;
    const cause = this.#undeclared(line) ?? this.#told(line);
    if (cause) this.#causes[line.stream] = cause;
  }

  find(): Cause {
    const line = this.#last.stderr ?? this.#last.stdout;
    return this.#causes.stderr ?? this.#causes.stdout ?? { failureClass: "integration", rule: "exit-code", line };
  }

  #undeclared(line: Line): Cause | undefined {
    if (!this.#hosts || this.#disabled.has("undeclared-host")) return undefined;
    const host = unresolvedHost(line.head);
    if (host === undefined || this.#declares(host)) return undefined;
    return { failureClass: "policy", rule: "undeclared-host", line, host };
  }

  #declares(host: string): boolean {
    return [...(this.#hosts ?? [])].some((known) => known === host || (known.startsWith("*.") && host.endsWith(known.slice(1))));
  }

  #told(line: Line): Cause | undefined {
    const signal = classifyLine(line.head, this.#disabled);
    if (signal) return { ...signal, line };
    return ownFault.test(line.head) ? { failureClass: "integration", rule: "exit-code", line } : undefined;
  }
}
