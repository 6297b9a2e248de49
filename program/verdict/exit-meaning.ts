import { constants } from "node:os";
import type { FailureClass } from "@stoa/contract";

export interface ExitMeaning {
  failureClass: FailureClass;
  rule: string;
  /** False when a telling log line knows better. */
  certain: boolean;
}

interface Ended {
  exitCode: number | null;
  /** Beside an exit code of 128 + n: it was the one or the other. */
  signal: string | null;
  /** Whoever started the program knows when it went over a limit: a kill it does not know of was the program's own. */
  limitsTold?: boolean;
}

/* sysexits.h: what a program may say with its exit code alone. */
const sysexits: Record<number, FailureClass> = { 69: "upstream", 75: "upstream", 77: "credentials", 78: "configuration" };
const crashSignals = ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGSYS"];

/** What an exit code or signal says by itself; undefined when only the log can tell. */
export function exitMeaning({ exitCode, signal, limitsTold }: Ended): ExitMeaning | undefined {
  const name = signal ?? signalOf(exitCode);
  // It or a child of its shell ended so; nobody outside the box had a hand in it.
  if (name && limitsTold) return { failureClass: "integration", rule: `exit-${shellCode({ exitCode, signal }) ?? name}`, certain: false };
  const killed = name === undefined ? undefined : signalMeaning(name);
  if (killed) return killed;
  if (exitCode === 126 || exitCode === 127) return { failureClass: "integration", rule: `exit-${exitCode}`, certain: true };
  const meant = exitCode === null ? undefined : sysexits[exitCode];
  return meant && { failureClass: meant, rule: `exit-${exitCode}`, certain: false };
}

/** The exit code a shell would tell: 128 + n for signal n, so that it is all one whether a shell stood between. */
export function shellCode({ exitCode, signal }: Pick<Ended, "exitCode" | "signal">): number | null {
  const number = signal === null ? undefined : (constants.signals as Partial<Record<string, number>>)[signal];
  return exitCode ?? (number === undefined ? null : 128 + number);
}

function signalMeaning(name: string): ExitMeaning | undefined {
  const rule = `signal-${name}`;
  if (name === "SIGKILL") return { failureClass: "memory", rule, certain: true };
  if (name === "SIGTERM") return { failureClass: "platform", rule, certain: false };
  return crashSignals.includes(name) ? { failureClass: "integration", rule, certain: false } : undefined;
}

const shellSignals: Record<number, string> = {
  132: "SIGILL",
  134: "SIGABRT",
  135: "SIGBUS",
  136: "SIGFPE",
  137: "SIGKILL",
  139: "SIGSEGV",
  143: "SIGTERM",
  159: "SIGSYS",
};
const signalOf = (exitCode: number | null) => (exitCode === null ? undefined : shellSignals[exitCode]);
