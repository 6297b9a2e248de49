import { ApiError } from "@stoa/sdk";
import { CommanderError } from "commander";
import { CommandError } from "../command-error.ts";
import { paint } from "./paint.ts";

interface Report {
  code: string;
  what: string;
  why?: string | undefined;
  fix: string;
  problems?: { path: string; message: string; fix?: string | undefined }[] | undefined;
  trace?: string | undefined;
}

/** Writes what failed, why and what mends it to stderr; with --json as one JSON object. */
export function reportError(error: unknown, json: boolean): void {
  if (isHelp(error)) return; // the help is the answer, and is written
  const report = toReport(error);
  if (json) {
    process.stderr.write(`${JSON.stringify({ error: report })}\n`);
    return;
  }
  const lines = [`${paint.failed("✗")} ${report.what}`];
  if (report.why !== undefined) lines.push(`  ${report.why}`);
  for (const problem of report.problems ?? [])
    lines.push(`  ${problem.path}: ${problem.message}${problem.fix === undefined ? "" : ` ${problem.fix}`}`);
  lines.push(`  ${paint.dim("→")} ${report.fix}`);
  if (report.trace) lines.push(paint.dim(`  trace ${report.trace}`));
  process.stderr.write(`${lines.join("\n")}\n`);
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof ApiError) return error.status >= 500 ? 70 : 3;
  if (isUnreachable(error)) return 69;
  return isStoaError(error) ? 3 : 70;
}

function toReport(error: unknown): Report {
  if (error instanceof ApiError) return error.body;
  if (error instanceof CommandError) return { code: "usage", what: error.message, why: error.why, fix: error.fix };
  if (error instanceof CommanderError) return misuse(error);
  if (isUnreachable(error))
    return {
      code: "unreachable",
      what: "The deployment does not answer.",
      fix: "Start it with `stoa up`, or choose another one with `stoa login <address>`.",
    };
  if (isStoaError(error)) return { code: error.code, what: error.message, why: error.why, fix: error.fix, problems: error.problems };
  return {
    code: "internal",
    what: error instanceof Error ? error.message : String(error),
    fix: "This is a fault of the command line; report it with the command you typed.",
  };
}

/** What commander says of a line it cannot take: `error: unknown option '--x'` and, on a line of its own, what was meant. */
function misuse(error: CommanderError): Report {
  const [first = "", meant] = error.message.split("\n");
  const what = first.replace(/^error: /, "").replace(/\.?$/, ".");
  return {
    code: "usage",
    what: what.charAt(0).toUpperCase() + what.slice(1),
    ...(meant === undefined ? {} : { why: meant.replace(/^\(|\)$/g, "") }),
    fix: "stoa help, or stoa help <command>, shows what there is",
  };
}

function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && /^commander\.(help|helpDisplayed|version)$/.test(error.code);
}

function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError && error.message === "fetch failed";
}

/** An error of the server's rooms, met by a command that works on this machine. */
function isStoaError(error: unknown): error is Error & Report {
  return error instanceof Error && error.name === "StoaError";
}
