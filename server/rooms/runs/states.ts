import type { FailureClass } from "@stoa/contract";

/** Where an open run stands in the hot table. Outside, all but `running` are shown as `queued`. */
export type ReadyState = "behind" | "held" | "later" | "queued" | "running";

/** How a run ended. */
export type Outcome = "succeeded" | "failed" | "cancelled";

/** How one attempt ended: `lost` with its runner, `returned` whole by a runner that stops. */
export type AttemptOutcome = Outcome | "lost" | "returned";

export type RunKind = "work" | "probe";
export type RunMode = "run" | "preview" | "options" | "check";
export type TriggerKind = "cron" | "webhook" | "api" | "person";

/** Every legal step of an open run; `ended` is leaving for history. Drawn in README.md, walked by the queue's test. */
export const transitions: readonly (readonly [from: ReadyState | "new", to: ReadyState | "ended", why: string])[] = [
  ["new", "queued", "triggered"],
  ["new", "behind", "another run of the installation is active"],
  ["behind", "queued", "the one before it ended"],
  ["behind", "later", "the one before it ended, its own retry is not due"],
  ["behind", "held", "installation paused"],
  ["behind", "ended", "cancelled, or waited too long"],
  ["queued", "running", "claimed: attempt + 1"],
  ["queued", "behind", "a more urgent run of the installation came"],
  ["queued", "held", "installation paused"],
  ["queued", "ended", "cancelled, or waited too long"],
  ["later", "queued", "due"],
  ["later", "behind", "a more urgent run of the installation came"],
  ["later", "held", "installation paused"],
  ["later", "ended", "cancelled"],
  ["held", "behind", "resumed"],
  ["held", "ended", "cancelled, or waited too long"],
  ["running", "later", "failed, to be tried again"],
  ["running", "queued", "its runner or its box was lost, or stops"],
  ["running", "held", "installation paused before the program started"],
  ["running", "ended", "completed, cancelled, or lost too often"],
];

/** What an attempt used, in integers: microseconds of CPU, KiB of memory times milliseconds, milliseconds, bytes. */
export interface Usage {
  cpuUs: number;
  memoryKibMs: number;
  wallMs: number;
  egressBytes: number;
  ingressBytes: number;
  /** Kept of it: its log as stored, and its state. */
  storageBytes: number;
}

export const noUsage: Usage = { cpuUs: 0, memoryKibMs: 0, wallMs: 0, egressBytes: 0, ingressBytes: 0, storageBytes: 0 };

/** Whose a run is: copied into every row that belongs to it. */
export interface RunOwner {
  sideId: string;
  customerId: string;
  publisherId: string;
}

/** What the queue must know of an installation to take a run of it. */
export interface RunTarget extends RunOwner {
  hostId: string;
  integrationId: string;
  installationId: string;
  /** The account at the other service, where it is known; installations that use one share its limits. */
  accountId?: string | null;
}

/** A run a runner has been given. `attempt` is the fencing token. */
export interface ClaimedRun extends RunTarget {
  runId: string;
  kind: RunKind;
  mode: RunMode;
  triggerKind: TriggerKind;
  attempt: number;
  failures: number;
  losses: number;
  runnerId: string;
  triggerCount: number;
  queuedAt: number;
  claimedAt: number;
  scheduledFor: number | null;
  cancelAt: number | null;
  lastClass: FailureClass | null;
  stateBefore: number | null;
  priority: number;
  /** Its account, or its installation where none is known. */
  accountKey: string;
  lineId: string;
  /** When it last became claimable, by the database's clock. */
  readyAt: number;
}
