import type { Tx } from "../../../base/index.ts";
import type { ReadyState, RunKind, RunMode, RunTarget, TriggerKind } from "../states.ts";
import type { Tenant } from "./installations.ts";

const within = `($1::uuid is null or customer_id = $1) and ($2::uuid is null or publisher_id = $2) and ($3::uuid is null or side_id = $3)`;

export interface OpenRun extends RunTarget {
  runId: string;
  kind: RunKind;
  mode: RunMode;
  triggerKind: TriggerKind;
  state: ReadyState;
  priority: number;
  dueAt: number;
  queuedAt: number;
  attempt: number;
  failures: number;
  losses: number;
  lastClass: string | null;
  runnerId: string | null;
  cancelAt: number | null;
  accountKey: string;
}

const openColumns = `run_id as "runId", kind, mode, trigger_kind as "triggerKind", state, priority, due_at as "dueAt", queued_at as "queuedAt", attempt, failures, losses,
  last_class as "lastClass", runner_id as "runnerId", cancel_at as "cancelAt", side_id as "sideId", host_id as "hostId", customer_id as "customerId",
  publisher_id as "publisherId", integration_id as "integrationId", installation_id as "installationId", account_key as "accountKey"`;

export function findOpenRun(tx: Tx, of: Tenant, runId: string): Promise<OpenRun | undefined> {
  return tx.row<OpenRun>(`select ${openColumns} from runs.ready where ${within} and run_id = $4`, [
    of.customerId,
    of.publisherId,
    of.sideId,
    runId,
  ]);
}

export function lockOpenRun(tx: Tx, of: Tenant, runId: string): Promise<OpenRun | undefined> {
  return tx.row<OpenRun>(`select ${openColumns} from runs.ready where ${within} and run_id = $4 for update`, [
    of.customerId,
    of.publisherId,
    of.sideId,
    runId,
  ]);
}

export async function askCancel(tx: Tx, runId: string, now: number): Promise<void> {
  await tx.run(
    "update runs.ready set cancel_at = coalesce(cancel_at, to_timestamp($2::float8 / 1000)), version = version + 1 where run_id = $1",
    [runId, now],
  );
}

/** Open runs of installations that are removed: those that wait are locked to be ended, running ones asked to stop. */
export async function cancelOpen(tx: Tx, installationIds: readonly string[], now: number): Promise<{ runId: string; state: ReadyState }[]> {
  return tx.rows(
    `update runs.ready set cancel_at = coalesce(cancel_at, to_timestamp($2::float8 / 1000)), version = version + 1 where installation_id = any($1)
     returning run_id as "runId", state`,
    [installationIds, now],
  );
}

export interface EndedRun {
  runId: string;
  installationId: string;
  mode: RunMode;
  configDigest: string | null;
  stateBefore: number | null;
  stateAfter: number | null;
}

export function findEndedRun(tx: Tx, of: Tenant, runId: string): Promise<EndedRun | undefined> {
  return tx.row<EndedRun>(
    `select id as "runId", installation_id as "installationId", mode, config_digest as "configDigest", state_before as "stateBefore", state_after as "stateAfter"
     from runs.run where ${within} and id = $4`,
    [of.customerId, of.publisherId, of.sideId, runId],
  );
}

/** Runs that have waited since before this id was made. */
export function lockOverdue(tx: Tx, before: string, limit: number): Promise<{ runId: string; state: ReadyState }[]> {
  return tx.rows(
    `select run_id as "runId", state from runs.ready where run_id < $1 and state <> 'running' order by run_id limit $2 for update skip locked`,
    [before, limit],
  );
}

export interface PastRow {
  startedAt: number;
  endedAt: number;
  outcome: "succeeded" | "failed" | "cancelled";
  failureClass: string | null;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  configDigest: string | null;
}

/** What the last work runs of an installation took, in milliseconds; null where none has ended. */
export async function usualDuration(tx: Tx, installationId: string, sinceId: string): Promise<number | null> {
  const row = await tx.row<{ ms: number | null }>(
    `select avg(extract(epoch from ended_at - started_at) * 1000)::float8 as ms from
       (select ended_at, started_at from runs.run where installation_id = $1 and id >= $2 and kind = 'work' and started_at is not null order by id desc limit 10) p`,
    [installationId, sinceId],
  );
  return row?.ms ?? null;
}

/** Where an open run stands among those that wait: what is before it, and what runs. */
export interface Surroundings {
  before: number;
  activeRunId: string | null;
  activeState: ReadyState | null;
  customerWaitingBefore: number;
}

export async function readSurroundings(tx: Tx, run: OpenRun): Promise<Surroundings> {
  const row = await tx.row<Surroundings>(
    `select (select count(*)::int from (select from runs.ready b where b.installation_id = $1 and b.standing = 'behind' and (b.priority, b.run_id) < ($3, $4) limit 1000) x) as before,
       (select run_id from runs.ready a where a.active_key = $1) as "activeRunId",
       (select state from runs.ready a where a.active_key = $1) as "activeState",
       (select count(*)::int from (select from runs.ready q where q.kind = $5 and q.customer_id = $2 and q.standing = 'queued' and q.state = 'queued' and (q.priority, q.ready_at) < ($3, (select m.ready_at from runs.ready m where m.run_id = $4)) limit 1000) y) as "customerWaitingBefore"`,
    [run.installationId, run.customerId, run.priority, run.runId, run.kind],
  );
  return row ?? { before: 0, activeRunId: null, activeState: null, customerWaitingBefore: 0 };
}

/** Why things wait, for the operator. */
export function countQueue(
  tx: Tx,
): Promise<{ state: ReadyState; kind: RunKind; lastClass: string | null; count: number; oldestDueAt: number }[]> {
  return tx.rows(
    `select state, kind, case when state = 'later' then last_class end as "lastClass", count(*)::int as count, min(due_at) as "oldestDueAt"
     from runs.ready group by 1, 2, 3 order by 4 desc`,
  );
}
