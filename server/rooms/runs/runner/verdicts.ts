import { failureTable, type Verdict } from "@stoa/contract";
import { saySentence, type Hit } from "@stoa/program";
import { StoaError } from "../../../base/index.ts";
import type { BoxEnd } from "../../sandbox/index.ts";
import type { Hydrated } from "./hydrate-runs.ts";

/** What ended a box, in the words of those who judge. */
export const hits: Record<NonNullable<BoxEnd["hit"]>, Hit | null> = {
  memory: "memory",
  wall: "timeout",
  pids: "pids",
  output: "output",
  tmp: "disk",
  cancel: "cancelled",
  shutdown: null,
  lost: "platform",
};

/** What failed is told with the titles of its form, and its publisher's sentences, as the installation's language says them. */
export function inItsLanguage({ release, language }: Pick<Hydrated, "release" | "language">, verdict: Verdict): Verdict {
  if (verdict.outcome !== "failed") return verdict;
  return { ...verdict, sentence: saySentence(release.manifest, language, verdict.sentence) };
}

export const cancelledVerdict: Verdict = {
  outcome: "cancelled",
  failureClass: null,
  rule: "cancelled",
  evidence: null,
  owner: null,
  sentence: "The run was cancelled.",
};

/** The operator allows no program to read secrets; a release from before may still do so. */
export function rawVerdict(names: readonly string[]): Verdict {
  const sentence = `The program would read ${names.join(", ")} itself, which this deployment does not allow; its publisher has to let Stoa add it.`;
  return { outcome: "failed", failureClass: "policy", rule: "raw-secret", evidence: null, owner: failureTable.policy.owner, sentence };
}

/** Why Stoa could not carry an attempt out, for its log: what an error of ours says, and of others the code alone, as texts may name what is not the customer's. */
export function faultNote(error: unknown): string {
  const told = error instanceof StoaError ? `${error.message}${error.why === undefined ? "" : ` ${error.why}`}` : codeOf(error);
  return `Stoa could not carry this attempt out: ${told} The operator's log has the whole of it under the run's id.`;
}

function codeOf(error: unknown): string {
  const { code = "", syscall = "" } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  const words = [error instanceof Error ? error.name : typeof error, String(syscall), String(code)].filter((word) => word !== "");
  return `${words.join(" ")}.`;
}

/** For a program that asks for a better box than this deployment's. */
export const lesserBoxVerdict: Verdict = {
  outcome: "failed",
  failureClass: "policy",
  rule: "sandbox",
  evidence: null,
  owner: failureTable.policy.owner,
  sentence: "The program asks for a box of gVisor, which this deployment does not have; its operator can turn it on (STOA_GVISOR).",
};

export const unkeptSentence = "Stoa could not keep what this run gave back; its operator sees this.";

/** What is said when Stoa itself could not start a run, or, when its program had begun, not keep what it did. */
export function faultVerdict(error: unknown, began: boolean): Verdict {
  const reason = error instanceof StoaError && error.code !== "internal" ? ` ${error.message}` : "";
  return {
    outcome: "failed",
    failureClass: "platform",
    rule: "platform",
    evidence: null,
    owner: failureTable.platform.owner,
    sentence: `${began ? unkeptSentence : "Stoa could not start the run."}${reason}`,
  };
}
