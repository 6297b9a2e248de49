/** Every error code with its HTTP status and what to do when nothing more exact is known. One table for API, CLI and pages. */
export const errorTable = {
  invalid_input: { status: 400, fix: "Correct the fields named in the error and send it again." },
  unauthenticated: { status: 401, fix: "Sign in, or send a valid token as `Authorization: Bearer ...`." },
  forbidden: { status: 403, fix: "Ask someone with the role named in the error." },
  not_found: { status: 404, fix: "Check the id; it may belong to another account or have been removed." },
  conflict: { status: 409, fix: "Load the current state and try again." },
  operation_mismatch: { status: 409, fix: "Use a new operation id for a different request." },
  gone: { status: 410, fix: "Ask for a new link." },
  too_large: { status: 413, fix: "Send less than the limit named in the error." },
  misdirected: { status: 421, fix: "Open Stoa at its own address, or set STOA_URL to the address you use." },
  refused: { status: 422, fix: "Change what the error names, then try again." },
  rate_limited: { status: 429, fix: "Wait for the time named in the error." },
  internal: { status: 500, fix: "Try again; if it stays, give the trace id to the operator." },
  unavailable: { status: 503, fix: "Try again in a moment." },
  sandbox_unavailable: { status: 503, fix: "See the operator's status page for the setting that stands in the way." },
  key_missing: { status: 503, fix: "Put the deployment key file back; secrets cannot be read without it." },
  setup: { status: 503, fix: "Follow the error's text." },
} as const satisfies Record<string, { status: number; fix: string }>;

export type ErrorCode = keyof typeof errorTable;

/** One fault in an input: where (JSON pointer or file:line:column), what, and how to mend it. */
export interface Problem {
  path: string;
  message: string;
  fix?: string;
}
