import { errorTable, type ErrorCode, type Problem } from "@stoa/contract";

export interface ErrorText {
  /** What happened, one sentence, for the reader. */
  what: string;
  why?: string;
  /** How to mend it; the table's text when missing. */
  fix?: string;
  problems?: Problem[];
  /** Seconds after which it may be asked again. */
  retryAfter?: number;
  cause?: unknown;
}

/** The one error class. `code` is from the closed table; texts are safe to show, `cause` never is. */
export class StoaError extends Error {
  readonly code: ErrorCode;
  readonly why: string | undefined;
  readonly fix: string;
  readonly problems: Problem[] | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, text: ErrorText | string) {
    const given = typeof text === "string" ? { what: text } : text;
    super(given.what, given.cause === undefined ? undefined : { cause: given.cause });
    this.name = "StoaError";
    this.code = code;
    this.why = given.why;
    this.fix = given.fix ?? errorTable[code].fix;
    this.problems = given.problems;
    this.retryAfter = given.retryAfter;
  }

  get status(): number {
    return errorTable[this.code].status;
  }
}

/** A `not_found` that says no more than that: the same for a missing row and another tenant's. */
export function notFound(noun: string): StoaError {
  return new StoaError("not_found", `There is no such ${noun} here.`);
}
