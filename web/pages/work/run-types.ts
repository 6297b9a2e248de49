import type { Counts, Evidence, FailureClass, FailedItem, Owner } from "@stoa/contract";

/** A run in a list. */
export interface RunItem {
  id: string;
  state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
  kind: "work" | "probe";
  mode: "run" | "preview" | "options" | "check";
  trigger: "cron" | "webhook" | "api" | "person";
  installationId: string;
  installationName: string;
  integrationId: string;
  customerId: string;
  customerName: string | null;
  failureClass: FailureClass | null;
  sentence: string | null;
  attempts: number;
  dueAt: string;
  queuedAt: string;
  startedAt: string | null;
  endedAt: string | null;
}

export interface RunAttempt {
  attempt: number;
  outcome: "running" | "succeeded" | "failed" | "cancelled" | "lost" | "returned";
  failureClass: FailureClass | null;
  rule: string | null;
  sentence: string | null;
  exitCode: number | null;
  signal: string | null;
  claimedAt: string;
  endedAt: string | null;
  retryAt: string | null;
}

export interface RunView extends RunItem {
  release: { id: string; number: number; version: string } | null;
  /** Why it does not run yet, in words; null once it runs. */
  waiting: string | null;
  rule: string | null;
  owner: Owner | null;
  evidence: Evidence | null;
  progress: { done: number; total: number | null; text: string } | null;
  counts: Counts | null;
  failedItems: FailedItem[];
  failedTotal: number;
  usage: { cpuUs: number; memoryKibMs: number; wallMs: number; egressBytes: number } | null;
  contacted: { host: string; connections: number; bytes: number; refused: boolean }[] | null;
  stateBefore: unknown;
  stateAfter: unknown;
  result: string | null;
  rerunOf: string | null;
  triggerCount: number;
  attemptList: RunAttempt[];
  /** False where the installation keeps its logs to itself. */
  logOpen: boolean;
}
