import type { Contacted } from "@stoa/contract";
import { saidIn, type Tx } from "../../../base/index.ts";
import { callInstallation, type Called } from "../../installs/index.ts";
import type { RunKind, RunMode, TriggerKind, Usage } from "../states.ts";
import type { Tenant } from "./installations.ts";

export interface RunFilter {
  state?: "queued" | "running" | "succeeded" | "failed" | "cancelled" | undefined;
  failureClass?: string | undefined;
  kind?: RunKind | undefined;
  /** None of this mode. */
  without?: RunMode | undefined;
  installationId?: string | undefined;
  integrationId?: string | undefined;
  customerId?: string | undefined;
  /** Ids from this one on, and below this one. */
  fromId?: string | undefined;
  belowId?: string | undefined;
  id?: string | undefined;
  /** Failed runs whose sentence is like this. */
  sentence?: string | undefined;
  /** Runs of one of these. */
  installations?: readonly string[] | undefined;
}

export interface RunRow {
  id: string;
  kind: RunKind;
  mode: RunMode;
  triggerKind: TriggerKind;
  state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
  failureClass: string | null;
  owner: string | null;
  sentence: string | null;
  sideId: string;
  customerId: string;
  publisherId: string;
  integrationId: string;
  installationId: string;
  queuedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  scheduledFor: number | null;
  attempts: number;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  triggerCount: number;
  rerunOf: string | null;
  progress: { done: number; total: number | null; text: string } | null;
  stopping: boolean;
}

const shared = `t.kind, t.mode, t.trigger_kind as "triggerKind", t.side_id as "sideId", t.customer_id as "customerId", t.publisher_id as "publisherId",
  t.integration_id as "integrationId", t.installation_id as "installationId", t.queued_at as "queuedAt", t.started_at as "startedAt", t.scheduled_for as "scheduledFor",
  t.trigger_count as "triggerCount", t.rerun_of as "rerunOf"`;

const openColumns = `t.run_id as id, ${shared}, case when t.state = 'running' then 'running' else 'queued' end as state, t.last_class as "failureClass", null::text as owner,
  null::text as sentence, null::timestamptz as "endedAt", t.attempt as attempts, coalesce((t.counts->>'created')::int, 0) as created,
  coalesce((t.counts->>'updated')::int, 0) as updated, coalesce((t.counts->>'skipped')::int, 0) as skipped, coalesce((t.counts->>'failed')::int, 0) as failed,
  t.progress, t.cancel_at is not null as stopping`;

const endedColumns = `t.id, ${shared}, t.outcome as state, t.failure_class as "failureClass", t.owner, t.sentence, t.ended_at as "endedAt", t.attempts, t.created, t.updated,
  t.skipped, t.failed, null::jsonb as progress, false as stopping`;

/** Builds a WHERE from what is asked for, so that the planner sees plain conditions and prunes partitions by the ids. */
class Conditions {
  readonly parts: string[] = [];
  readonly values: unknown[] = [];

  add(sql: (place: string) => string, value: unknown): void {
    if (value === undefined || value === null) return;
    this.values.push(value);
    this.parts.push(sql(`$${this.values.length}`));
  }

  get sql(): string {
    return this.parts.length === 0 ? "true" : this.parts.join(" and ");
  }
}

function conditionsOf(of: Tenant, filter: RunFilter, idColumn: string, isOpen: boolean): Conditions {
  const where = new Conditions();
  where.add((place) => `t.customer_id = ${place}`, of.customerId ?? filter.customerId);
  where.add((place) => `t.publisher_id = ${place}`, of.publisherId);
  where.add((place) => `t.side_id = ${place}`, of.sideId);
  if (of.customerId !== null) where.add((place) => `t.customer_id = ${place}`, filter.customerId);
  where.add((place) => `t.installation_id = ${place}`, filter.installationId);
  where.add((place) => `t.installation_id = any(${place}::uuid[])`, filter.installations);
  where.add((place) => `t.integration_id = ${place}`, filter.integrationId);
  where.add((place) => `t.kind = ${place}`, filter.kind);
  where.add((place) => `t.mode <> ${place}`, filter.without);
  where.add((place) => `t.${idColumn} >= ${place}`, filter.fromId);
  where.add((place) => `t.${idColumn} < ${place}`, filter.belowId);
  where.add((place) => `t.${idColumn} = ${place}`, filter.id);
  if (isOpen) openConditions(where, filter);
  else endedConditions(where, filter);
  return where;
}

function openConditions(where: Conditions, filter: RunFilter): void {
  if (filter.state === "running") where.parts.push("t.state = 'running'");
  if (filter.state === "queued") where.parts.push("t.state <> 'running'");
}

function endedConditions(where: Conditions, filter: RunFilter): void {
  where.add((place) => `t.outcome = ${place}`, filter.state);
  where.add((place) => `t.failure_class = ${place}`, filter.failureClass);
  where.add((place) => `t.failure_class is not null and t.sentence ilike ${place}`, filter.sentence);
}

/** Runs that wait or run, newest first. */
export function listOpenRuns(tx: Tx, of: Tenant, filter: RunFilter, limit: number): Promise<RunRow[]> {
  const where = conditionsOf(of, filter, "run_id", true);
  return tx.rows<RunRow>(`select ${openColumns} from runs.ready t where ${where.sql} order by t.run_id desc limit ${limit}`, where.values);
}

/** Ended runs, newest first; an ordered walk down the partitions that stops when it has enough. */
export function listEndedRuns(tx: Tx, of: Tenant, filter: RunFilter, limit: number): Promise<RunRow[]> {
  const where = conditionsOf(of, filter, "id", false);
  return tx.rows<RunRow>(`select ${endedColumns} from runs.run t where ${where.sql} order by t.id desc limit ${limit}`, where.values);
}

/** Names of what runs belong to, for a reader of these languages; null where the reader may not see one. */
export async function findNames(
  tx: Tx,
  installationIds: readonly string[],
  languages: readonly string[] = [],
): Promise<Map<string, { installation: string; integration: string | null; customer: string | null }>> {
  const rows = await tx.rows<Called & { id: string; integration: string | null; customer: string | null }>(
    `select i.id, i.name, coalesce(l.title, '') as title, ${saidIn("l", { texts: "array[l.title]", languages: "$2" })} as said,
       n.name as integration, c.name as customer from installs.v_installation i left join catalog.v_listing l on l.id = i.listing_id
     left join catalog.v_integration n on n.id = i.integration_id left join identity.v_customer c on c.id = i.customer_id where i.id = any($1)`,
    [installationIds, languages],
  );
  return new Map(
    rows.map(({ id, integration, customer, ...called }) => [
      id,
      { installation: callInstallation(called, languages), integration, customer },
    ]),
  );
}

/** The person who asked for a run, as far as row-level security shows them to who reads. */
export interface AskerRow {
  actorKind: string;
  askerName: string | null;
  /** A customer's person is of a side; null for the others', and for one not seen. */
  askerSideId: string | null;
}

const asker = `t.actor_kind as "actorKind", p.name as "askerName", p.side_id as "askerSideId"`;
const askerJoin = "left join identity.v_person p on p.id = t.actor_id and t.actor_kind = 'person'";

const usage = `cpu_us as "cpuUs", memory_kib_ms as "memoryKibMs", wall_ms as "wallMs", egress_bytes as "egressBytes", ingress_bytes as "ingressBytes",
  storage_bytes as "storageBytes"`;

export interface EndedDetail extends AskerRow, Usage {
  rule: string;
  evidence: { stream: "stdout" | "stderr"; line: number; text: string; at: number | null } | null;
  releaseId: string | null;
  failedTotal: number;
  stateBefore: number | null;
  stateAfter: number | null;
  result: string | null;
  contacted:
    | (Pick<Contacted, "host" | "port" | "bytesIn" | "bytesOut" | "refused"> &
        Partial<Pick<Contacted, "count" | "declared"> & { simulatedBy: string }>)[]
    | null;
}

/** What only a run's own page shows; the caller has seen the row in its tenant. */
export function findEndedDetail(tx: Tx, runId: string): Promise<EndedDetail | undefined> {
  return tx.row<EndedDetail>(
    `select rule, evidence, release_id as "releaseId", failed_total as "failedTotal", state_before as "stateBefore", state_after as "stateAfter",
       ${usage}, result, contacted, ${asker} from runs.run t ${askerJoin} where t.id = $1`,
    [runId],
  );
}

export interface OpenDetail extends AskerRow {
  releaseId: string | null;
  stateBefore: number | null;
  attempt: number;
  claimedAt: number | null;
  state: string;
}

export function findOpenDetail(tx: Tx, runId: string): Promise<OpenDetail | undefined> {
  return tx.row<OpenDetail>(
    `select release_id as "releaseId", state_before as "stateBefore", attempt, claimed_at as "claimedAt", state, ${asker}
     from runs.ready t ${askerJoin} where run_id = $1`,
    [runId],
  );
}

export function findReleaseName(tx: Tx, releaseId: string): Promise<{ number: number; version: string } | undefined> {
  return tx.row("select number, version_text as version from catalog.v_release where id = $1", [releaseId]);
}

export interface AttemptRow extends Usage {
  attempt: number;
  claimedAt: number;
  endedAt: number;
  outcome: "succeeded" | "failed" | "cancelled" | "lost" | "returned";
  failureClass: string | null;
  sentence: string | null;
  exitCode: number | null;
  signal: string | null;
  retryAt: number | null;
  logLines: number;
  logBytes: number;
  /** When the log was dropped; null while it is there, or where it was not yet kept when. */
  logCollectedAt: number | null;
  box: string | null;
}

export function listAttempts(tx: Tx, runId: string): Promise<AttemptRow[]> {
  return tx.rows<AttemptRow>(
    `select attempt, claimed_at as "claimedAt", ended_at as "endedAt", outcome, failure_class as "failureClass", sentence, exit_code as "exitCode", signal,
       retry_at as "retryAt", ${usage}, log_lines as "logLines", log_bytes as "logBytes",
       log_collected_at as "logCollectedAt", box from runs.every_attempt where run_id = $1 order by attempt`,
    [runId],
  );
}

export function listFailedItems(tx: Tx, runId: string, limit: number): Promise<{ item: string; reason: string }[]> {
  return tx.rows("select item, reason from runs.failed_item where run_id = $1 order by position limit $2", [runId, limit]);
}

export interface DayRow {
  day: string;
  outcome: "succeeded" | "failed" | "cancelled";
  failureClass: string | null;
  count: number;
  wallMs: number;
}

/** Ended work runs by the day they were queued, in a zone. */
export function countDays(
  tx: Tx,
  of: Tenant,
  filter: Pick<RunFilter, "installationId" | "integrationId" | "fromId">,
  zone: string,
): Promise<DayRow[]> {
  const where = conditionsOf(of, filter, "id", false);
  where.values.push(zone);
  return tx.rows<DayRow>(
    `select (t.queued_at at time zone $${where.values.length})::date::text as day, t.outcome, t.failure_class as "failureClass", count(*)::int as count,
       sum(t.wall_ms)::bigint as "wallMs" from runs.run t where ${where.sql} and t.kind = 'work' group by (t.queued_at at time zone $${where.values.length})::date, 2, 3`,
    where.values,
  );
}
