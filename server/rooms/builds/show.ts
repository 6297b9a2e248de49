import { showId, type Build, type BuildStep, type IntegrationSecret } from "@stoa/contract";
import type { BuildRow } from "./store/builds.ts";
import type { IntegrationSecretRow } from "./store/secrets.ts";

const moment = (milliseconds: number): string => new Date(milliseconds).toISOString();
const momentOrNull = (milliseconds: number | null): string | null => (milliseconds === null ? null : moment(milliseconds));

const waitsForDisk = "Builds have stopped: the disk of this deployment is nearly full. It is built once there is room.";

/** @param isDiskFull whether what is queued waits for room */
export function showBuild(row: BuildRow, isDiskFull = false): Build {
  return {
    id: showId("build", row.id),
    integrationId: showId("integration", row.integrationId),
    number: row.number,
    state: row.state,
    cause: row.cause,
    ref: row.ref,
    commit: row.commit,
    mainLine: row.mainLine,
    step: row.step as BuildStep | null,
    failure: row.failure,
    reason: row.reason ?? (isDiskFull && row.state === "queued" ? waitsForDisk : null),
    releaseId: row.releaseId === null ? null : showId("release", row.releaseId),
    createdAt: moment(row.createdAt),
    startedAt: momentOrNull(row.startedAt),
    finishedAt: momentOrNull(row.finishedAt),
  };
}

export function showSecret(row: IntegrationSecretRow): IntegrationSecret {
  return { name: row.name, purpose: row.purpose, updatedAt: moment(row.updatedAt) };
}
