import type { Manifest } from "@stoa/contract";
import type { Hit } from "./judge.ts";

/** What an attempt may use. Left out: not told. */
export interface AttemptLimits {
  memoryBytes: number;
  pids: number;
  wallMs: number;
  /** Of log and messages together. */
  outputBytes?: number;
  /** Of its temporary folders. */
  tmpBytes?: number;
}

/** What the manifest allows; the rest is its place's. */
export function limitsOf({ limits: { memoryMb, timeoutSeconds, pids } }: Pick<Manifest, "limits">): AttemptLimits {
  return { memoryBytes: memoryMb * 1_048_576, pids, wallMs: timeoutSeconds * 1_000 };
}

/** Which limit ended a run, with its measure; undefined where none did or its measure is not known. */
export function limitSentence(hit: Hit, limits: AttemptLimits): string | undefined {
  const { memoryBytes, pids, wallMs, outputBytes, tmpBytes } = limits;
  switch (hit) {
    case "memory":
      return `The run used more than ${megabytes(memoryBytes)} of memory and was stopped; what it had saved is kept.`;
    case "timeout":
      return `The run took longer than ${span(wallMs)} and was stopped; what it had saved is kept.`;
    case "pids":
      return `The run started more than ${pids} processes and was stopped; its publisher has to mend it.`;
    case "disk":
      if (tmpBytes === undefined) return undefined;
      return `The run wrote more than its disk of ${megabytes(tmpBytes)} holds and was stopped; its publisher has to mend it.`;
    case "output":
      if (outputBytes === undefined) return undefined;
      return `The run wrote more than ${megabytes(outputBytes)} of log and was stopped; its publisher has to mend it.`;
    case "cancelled":
    case "policy":
    case "platform":
      return undefined;
  }
}

/** As a manifest says it, in the largest unit that is whole. */
const megabytes = (bytes: number): string =>
  bytes % (1_024 * 1_048_576) === 0 ? `${bytes / 1_024 / 1_048_576} GB` : `${Math.round(bytes / 1_048_576)} MB`;

function span(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
