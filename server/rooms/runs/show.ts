import { failureTable, isSaid, readId, showId, type IdKind, type RunAttempt, type RunItem, type RunUsage } from "@stoa/contract";
import { notFound } from "../../base/index.ts";
import type { Usage } from "./states.ts";
import type { AttemptRow, RunRow } from "./store/lists.ts";
import { toMicros } from "./usage/units.ts";

export const moment = (milliseconds: number): string => new Date(milliseconds).toISOString();
export const momentOrNull = (milliseconds: number | null): string | null => (milliseconds === null ? null : moment(milliseconds));

/** The uuid in a path, query or body. @throws StoaError not_found, the same as for a row that is not there */
export function takeId(kind: IdKind, text: string): string {
  const id = readId(kind, text);
  if (id === undefined) throw notFound(kind);
  return id;
}

type Names = { installation: string; integration: string | null; customer: string | null };

/** What a program said of its run is like its log; those who may not read that are told how it went. */
const forReader = (sentence: string | null, succeeded: boolean, seesWords: boolean): string | null => {
  if (seesWords || !isSaid(sentence)) return sentence;
  return succeeded ? "Done." : failureTable.configuration.sentence;
};

export function showRun(row: RunRow, names: Names | undefined, seesWords: boolean): RunItem {
  const { kind, mode, state, attempts, created, updated, skipped, failed, progress, stopping } = row;
  return {
    id: showId("run", row.id),
    kind,
    mode,
    trigger: row.triggerKind,
    state,
    failureClass: row.failureClass as RunItem["failureClass"],
    owner: row.owner as RunItem["owner"],
    sentence: forReader(row.sentence, state === "succeeded", seesWords),
    installation: { id: showId("installation", row.installationId), name: names?.installation ?? "" },
    integration: { id: showId("integration", row.integrationId), name: names?.integration ?? "" },
    customer: { id: showId("customer", row.customerId), name: names?.customer ?? null },
    sideId: showId("side", row.sideId),
    publisherId: showId("publisher", row.publisherId),
    queuedAt: moment(row.queuedAt),
    startedAt: momentOrNull(row.startedAt),
    endedAt: momentOrNull(row.endedAt),
    scheduledFor: momentOrNull(row.scheduledFor),
    attempts,
    counts: { created, updated, skipped, failed },
    triggers: row.triggerCount,
    rerunOf: row.rerunOf === null ? null : showId("run", row.rerunOf),
    progress,
    stopping,
  };
}

export function showUsage(row: Usage): RunUsage {
  const { memoryKibMs, wallMs } = row;
  const { cpuMicros, memoryMicros, egressBytes, ingressBytes, storageBytes } = toMicros(row);
  return { cpuMicros, memoryMicros, memoryKibMs, wallMs, egressBytes, ingressBytes, storageBytes };
}

/** Kept as its tier, with ` warm` behind it when its program was started from what was prepared. */
function boxOf(box: string | null): Pick<RunAttempt, "ranIn" | "startedWarm"> {
  const [tier, how] = (box ?? "").split(" ");
  return { ranIn: tier === "gvisor" || tier === "namespaces" ? tier : null, startedWarm: how === "warm" };
}

export function showAttempt(row: AttemptRow, seesWords: boolean): RunAttempt {
  const { exitCode, signal, logLines, logBytes } = row;
  return {
    number: row.attempt,
    state: row.outcome,
    startedAt: moment(row.claimedAt),
    endedAt: moment(row.endedAt),
    failureClass: row.failureClass as RunAttempt["failureClass"],
    sentence: forReader(row.sentence, row.outcome === "succeeded", seesWords),
    exitCode,
    signal,
    retryAt: momentOrNull(row.retryAt),
    logLines,
    logBytes,
    usage: showUsage(row),
    ...boxOf(row.box),
  };
}
