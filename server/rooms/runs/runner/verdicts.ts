import { failureTable, type Verdict } from "@stoa/contract";
import type { Hit } from "@stoa/program";
import { StoaError } from "../../../base/index.ts";
import type { BoxEnd } from "../../sandbox/index.ts";

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

/** What is said when Stoa itself could not start a run. */
export function faultVerdict(error: unknown): Verdict {
  const reason = error instanceof StoaError && error.code !== "internal" ? ` ${error.message}` : "";
  return {
    outcome: "failed",
    failureClass: "platform",
    rule: "platform",
    evidence: null,
    owner: failureTable.platform.owner,
    sentence: `Stoa could not start the run.${reason}`,
  };
}
