import { ApiError } from "@stoa/sdk";
import type { SaidError } from "../parts/error-state.tsx";
import { t } from "../words/t.ts";

/** Any failure as a page tells it. */
export function sayError(error: unknown): SaidError {
  if (error instanceof ApiError) {
    const { what, why, fix, trace } = error.body;
    // Without a trace it is not Stoa that answered, but something before it.
    if (error.status >= 500 && !trace)
      return {
        what: t("Stoa does not answer"),
        why: t("What stands before it said {status}.", { status: error.status }),
        fix: t("Try again in a moment."),
      };
    return { what, why, fix, trace: trace || undefined };
  }
  if (error instanceof TypeError) {
    return {
      what: t("Stoa does not answer"),
      why: t("The line is down, or the server is being restarted."),
      fix: t("Try again in a moment."),
    };
  }
  return {
    what: t("Something failed in this page"),
    why: error instanceof Error ? error.message : String(error),
    fix: t("Load the page again."),
  };
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof ApiError ? error.status : undefined;
}

/** The faults of a form's fields that the server named, as JSON pointers below `under`. */
export function fieldProblems(error: unknown, under = ""): { path: string; message: string; fix?: string | undefined }[] {
  if (!(error instanceof ApiError)) return [];
  const problems = error.body.problems ?? [];
  if (problems.length === 0)
    return [{ path: "", message: error.body.what, fix: [error.body.why, error.body.fix].filter(Boolean).join(" ") }];
  return problems.map((problem) => ({ ...problem, path: toPointer(problem.path, under) }));
}

function toPointer(path: string, under: string): string {
  const pointer = path.startsWith("/") ? path : `/${path}`;
  for (const prefix of [under, `/body${under}`]) {
    if (prefix && pointer.startsWith(`${prefix}/`)) return pointer.slice(prefix.length);
  }
  return pointer === "/" ? "" : pointer;
}
