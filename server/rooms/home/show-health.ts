import { showId, type HealthView } from "@stoa/contract";
import type { HealthRow } from "./store/health.ts";

const momentOrNull = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : new Date(at).toISOString();

const unheard = {
  lastOkAt: null,
  lastRunAt: null,
  lastRunId: null,
  failureClass: null,
  sentence: null,
  failures: 0,
  failingSince: null,
  silentSince: null,
  silentCause: null,
  silentDueAt: null,
};

/** An installation that nothing was heard of yet is new. */
export function showHealth(found: (HealthRow & { sentence?: string | null }) | undefined, nextRunAt: number | undefined): HealthView {
  const row = found ?? unheard;
  return {
    state: stateOf(row),
    lastOkAt: momentOrNull(row.lastOkAt),
    lastRunAt: momentOrNull(row.lastRunAt),
    lastRunId: row.lastRunId === null ? null : showId("run", row.lastRunId),
    failureClass: row.failureClass as HealthView["failureClass"],
    sentence: row.sentence ?? null,
    failures: row.failures,
    failingSince: momentOrNull(row.failingSince),
    silentSince: momentOrNull(row.silentSince),
    silentCause: row.silentCause,
    silentDueAt: momentOrNull(row.silentDueAt),
    nextRunAt: momentOrNull(nextRunAt),
  };
}

function stateOf(row: Pick<HealthRow, "silentSince" | "failingSince" | "lastOkAt">): HealthView["state"] {
  if (row.silentSince !== null) return "silent";
  if (row.failingSince !== null) return "failing";
  return row.lastOkAt === null ? "new" : "fine";
}
