import { noUsage } from "../states.ts";
import type { Completion } from "./complete-runs.ts";

type Told = Omit<Completion, "runId" | "attempt" | "runnerId" | "installationId" | "endedAt" | "verdict" | "retry">;

/** What is told of an attempt that did nothing, or of which nothing is known. */
export function nothingDone(): Told {
  return {
    evidenceLine: null,
    counts: { created: 0, updated: 0, skipped: 0, failed: 0 },
    failedItems: [],
    failedTotal: 0,
    states: {},
    result: null,
    usage: noUsage,
    contacted: null,
    exitCode: null,
    signal: null,
    box: null,
    releaseId: null,
    configDigest: null,
    log: { lines: 0, bytes: 0, chunks: [], written: false },
  };
}
