import type { FailureClass } from "@stoa/contract";
import { classifyLine } from "./classify-line.ts";
import type { Detector, Finding } from "./detector.ts";
import { isErrorLevel } from "./log-level.ts";
import type { Line } from "./line.ts";
import { isSoftened } from "./recovery.ts";
import { summaryTable } from "./summary-table.ts";
import { traceback } from "./traceback.ts";

/** The detectors that speak when a program ends with success. All but the table look at stderr only: stdout is data. */
export function createDetectors(): Detector[] {
  return [traceback(), crash(), commandNotFound(), summaryTable(), errorLevel()];
}

const classOf = (text: string): FailureClass => classifyLine(text)?.failureClass ?? "integration";

function errorLevel(): Detector {
  let first: Line | undefined;
  let telling: Line | undefined;
  return {
    rule: "error-level",
    see(line) {
      if (line.stream !== "stderr" || telling || !isErrorLevel(line.text) || isSoftened(line.text)) return;
      first ??= line;
      if (classifyLine(line.text)) telling = line;
    },
    recover() {
      first = telling = undefined;
    },
    found() {
      const line = telling ?? first;
      return line && { rule: "error-level", failureClass: classOf(line.text), line };
    },
  };
}

const crashes: { pattern: RegExp; failureClass: FailureClass }[] = [
  { pattern: /^panic: |^fatal error: all goroutines are asleep|^goroutine [0-9]+ \[running\]/, failureClass: "integration" },
  { pattern: /^thread '[^']{0,100}' (?:\([0-9]+\) )?panicked at /, failureClass: "integration" },
  {
    pattern: /^Exception in thread "|^Unhandled exception\. |^Uncaught (?:Error|exception|TypeError)|^\s*\[?UnhandledPromiseRejection/,
    failureClass: "integration",
  },
  { pattern: /^Node\.js v[0-9]+\.[0-9]+\.[0-9]+$/, failureClass: "integration" },
  { pattern: /^PHP Fatal error: |^Fatal error: Uncaught /, failureClass: "integration" },
  {
    pattern:
      /^(?:\S{0,200}: line [0-9]{1,9}: {1,4})?(?:[0-9]{1,9} )?Killed(?:\s|$)|JavaScript heap out of memory|^java\.lang\.OutOfMemoryError/,
    failureClass: "memory",
  },
  {
    pattern:
      /\bSegmentation fault(?: \(core dumped\))?|\bAborted \(core dumped\)|\bBus error \(core dumped\)|\bIllegal instruction \(core dumped\)/,
    failureClass: "integration",
  },
];

function crash(): Detector {
  let finding: Finding | undefined;
  return {
    rule: "crash",
    see(line) {
      if (finding || line.stream !== "stderr") return;
      const hit = crashes.find(({ pattern }) => pattern.test(line.head));
      if (hit) finding = { rule: "crash", failureClass: hit.failureClass, line };
    },
    recover() {
      finding = undefined;
    },
    found: () => finding,
  };
}

const notFound =
  /^(?:\S{1,100}: )?(?:line [0-9]{1,6}: |[0-9]{1,6}: )?[\w./+-]{1,100}: (?:command not found|not found|Permission denied|cannot execute(?::| binary file).{0,60}|No such file or directory)$/;
const shellSays = /^(?:\S*\/)?(?:ba|da|z|k)?sh: |: line [0-9]{1,6}: /;

function commandNotFound(): Detector {
  let finding: Finding | undefined;
  return {
    rule: "command-not-found",
    see(line) {
      if (finding || line.stream !== "stderr" || !notFound.test(line.head)) return;
      if (!line.head.endsWith("command not found") && !shellSays.test(line.head)) return;
      finding = { rule: "command-not-found", failureClass: "integration", line };
    },
    found: () => finding,
  };
}
