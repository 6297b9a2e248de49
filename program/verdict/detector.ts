import type { FailureClass } from "@stoa/contract";
import type { Line } from "./line.ts";
import type { RuleId } from "./rules.ts";

export interface Finding {
  rule: RuleId;
  failureClass: FailureClass;
  line: Line;
  sentence?: string;
}

/** Watches the lines of one attempt. `recover` is called at a line that says a new attempt worked. */
export interface Detector {
  rule: RuleId;
  see(line: Line): void;
  recover?(): void;
  /** Whether the next line matters whatever it holds; else only lines with a telling word must be shown, and the one before and after such. */
  wantsNext?(): boolean;
  found(): Finding | undefined;
}
