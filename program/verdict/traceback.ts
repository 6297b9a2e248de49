import { classifyLine } from "./classify-line.ts";
import type { Detector, Finding } from "./detector.ts";
import type { Line } from "./line.ts";
import { isSoftened } from "./recovery.ts";

const opening = /^Traceback \(most recent call last\):$/;
const chained =
  /^(?:During handling of the above exception, another exception occurred|The above exception was the direct cause of the following exception):$/;
const harmless = /^Exception ignored (?:in|on) |^--- Logging error ---/;
const exceptionLine = /^[A-Za-z_][\w.]{0,150}(?:: |:?$)/;
const softens = (before: string): boolean => harmless.test(before) || isSoftened(before);
const longestTrace = 5_000;

/**
 * Python traces on stderr. A trace is made harmless by the line before it (an ignored exception, an error that is said
 * to be tried again) or by a later line that says a new attempt worked. Evidence is the exception's own line.
 */
export function traceback(): Detector {
  let finding: Finding | undefined;
  let previous: Pick<Line, "text" | "head"> = { text: "", head: "" };
  let open: { softened: boolean; lines: number } | undefined;
  let inChain = false;
  const close = (line: Line, softened: boolean) => {
    const signal = classifyLine(line.head);
    const first = finding === undefined;
    if (!softened && (first || (inChain && signal)))
      finding = { rule: "traceback", failureClass: signal?.failureClass ?? "integration", line };
    inChain = inChain || (first && !softened);
  };
  return {
    rule: "traceback",
    see(line) {
      if (line.stream !== "stderr") return;
      if (opening.test(line.text)) {
        inChain &&= chained.test(previous.text);
        open = { softened: softens(previous.head), lines: 0 };
      } else if (open && !/^\s/.test(line.text) && line.text !== "") {
        if (exceptionLine.test(line.head)) close(line, open.softened);
        open = undefined;
      } else if (open && ++open.lines > longestTrace) open = undefined;
      if (line.text.trim() !== "") previous = line;
    },
    recover() {
      finding = undefined;
    },
    wantsNext: () => open !== undefined,
    found: () => finding,
  };
}
