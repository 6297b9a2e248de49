import { ApiError } from "@stoa/sdk";
import type { SaidError } from "../parts/error-state.tsx";
import { errorFixes, errorWords } from "../words/error-words.ts";
import { languageNow } from "../words/language.ts";
import { sayProblem } from "../words/problem-words.ts";
import { t } from "../words/t.ts";

/** Any failure as a page tells it. */
export function sayError(error: unknown): SaidError {
  if (error instanceof ApiError) {
    const { what, why, fix, trace } = error.body;
    // Without a trace it is not Stoa that answered, but something before it.
    if (error.status >= 500 && !trace)
      return {
        what: t("The marketplace does not answer"),
        why: t("What stands before it said {status}.", { status: error.status }),
        fix: t("Try again in a moment."),
      };
    return { ...inOwnLanguage(error.body.code, { what, why, fix }), trace: trace || undefined };
  }
  if (error instanceof TypeError) {
    return {
      what: t("The marketplace does not answer"),
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

type Said = Pick<SaidError, "what" | "why" | "fix">;

/** The server says what failed in English; elsewhere the page says what that comes to, and gives its words as they are. */
function inOwnLanguage(code: string, { what, why, fix }: Said): Said {
  const known = errorWords()[code];
  if (languageNow() === "en" || known === undefined || known === what) return { what, why, fix };
  const said = [what, why, fix].filter(Boolean).join(" ");
  return { what: known, why: t("In the server's own words: {said}", { said }), fix: errorFixes()[code] ?? t("Try again in a moment.") };
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof ApiError ? error.status : undefined;
}

/** The faults of a form's fields that the server named, as JSON pointers below `under`. */
export function fieldProblems(error: unknown, under = ""): { path: string; message: string; fix?: string | undefined }[] {
  if (!(error instanceof ApiError)) return [];
  const problems = error.body.problems ?? [];
  if (problems.length === 0) {
    const { what, why, fix } = sayError(error);
    return [{ path: "", message: what, fix: [why, fix].filter(Boolean).join(" ") }];
  }
  return problems.map((problem) => sayProblem({ ...problem, path: toPointer(problem.path, under) }));
}

function toPointer(path: string, under: string): string {
  const pointer = path.startsWith("/") ? path : `/${path}`;
  for (const prefix of [under, `/body${under}`]) {
    if (prefix && pointer.startsWith(`${prefix}/`)) return pointer.slice(prefix.length);
  }
  return pointer === "/" ? "" : pointer;
}
