import type { Evidence, FailedItem } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";
import type { AttemptOutcome, Outcome, RunKind, RunOwner, TriggerKind, Usage } from "../states.ts";

export interface HeldRow extends RunOwner {
  runId: string;
  attempt: number;
  runnerId: string;
  kind: RunKind;
  installationId: string;
  failures: number;
  losses: number;
  claimedAt: number;
  cancelAt: number | null;
  accountKey: string;
}

const held = `t.run_id as "runId", t.attempt, t.runner_id as "runnerId", t.kind, t.installation_id as "installationId", t.failures, t.losses,
  t.claimed_at as "claimedAt", t.cancel_at as "cancelAt", t.side_id as "sideId", t.customer_id as "customerId", t.publisher_id as "publisherId", t.account_key as "accountKey"`;

/** Locks the runs that are still with this runner at this attempt: the fence. What is missing is with another, or over. */
export function lockFenced(tx: Tx, tokens: readonly { runId: string; attempt: number; runnerId: string }[]): Promise<HeldRow[]> {
  return tx.named<HeldRow>(
    "runs-lock-fenced",
    `select ${held} from runs.ready t join jsonb_to_recordset($1) as f ("runId" uuid, attempt int, "runnerId" uuid)
       on t.run_id = f."runId" and t.attempt = f.attempt and t.runner_id = f."runnerId"
     where t.state = 'running' order by t.installation_id, t.run_id for update of t`,
    [JSON.stringify(tokens.map(({ runId, attempt, runnerId }) => ({ runId, attempt, runnerId })))],
  );
}

/** Locks all that these runners held. */
export function lockHeldBy(tx: Tx, runnerIds: readonly string[]): Promise<HeldRow[]> {
  return tx.rows<HeldRow>(
    `select ${held} from runs.ready t where t.runner_id = any($1) and t.state = 'running' order by t.installation_id, t.run_id for update`,
    [runnerIds],
  );
}

/** Running rows whose runner is gone or was never there. */
export async function findOrphans(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select distinct t.runner_id as id from runs.ready t where t.state = 'running'
     and not exists (select from runs.runner r where r.id = t.runner_id and r.state <> 'gone')`,
  );
  return rows.map((row) => row.id);
}

export interface Ending {
  runId: string;
  endedAt: number;
  outcome: Outcome;
  failureClass: string | null;
  rule: string;
  owner: string | null;
  sentence: string;
  evidence: (Evidence & { at?: number | null }) | null;
  counts: { created: number; updated: number; skipped: number; failed: number };
  failedTotal: number;
  releaseId: string | null;
  configDigest: string | null;
  stateAfter: number | null;
  usage: Usage;
  result: string | null;
  contacted: object | null;
}

export interface EndedRow extends RunOwner {
  runId: string;
  kind: RunKind;
  triggerKind: TriggerKind;
  installationId: string;
  integrationId: string;
  releaseId: string | null;
  version: number;
  outcome: Outcome;
  failureClass: string | null;
  attempts: number;
  scheduledFor: number | null;
  cpuUs: number;
  memoryKibMs: number;
  wallMs: number;
  egressBytes: number;
  ingressBytes: number;
  storageBytes: number;
  /** It contacted something. */
  reached: boolean;
}

/** Moves open runs into history with how they ended; usage is summed over their attempts. The caller holds their locks or checks `guard`. */
export function moveToHistory(tx: Tx, endings: readonly Ending[]): Promise<EndedRow[]> {
  if (endings.length === 0) return Promise.resolve([]);
  return tx.named<EndedRow>(
    "runs-to-history",
    `with e as (select * from jsonb_to_recordset($1) as e ("runId" uuid, "endedAt" float8, outcome text, "failureClass" text, rule text, owner text,
         sentence text, evidence jsonb, counts jsonb, "failedTotal" int, "releaseId" uuid, "configDigest" text, "stateAfter" bigint, usage jsonb, result text, contacted jsonb)),
     gone as (delete from runs.ready t using e where t.run_id = e."runId" returning t.*)
     insert into runs.run (id, kind, mode, trigger_kind, side_id, host_id, customer_id, publisher_id, integration_id, installation_id, release_id, version,
       due_at, queued_at, started_at, ended_at, outcome, failure_class, rule, owner, sentence, evidence, created, updated, skipped, failed, failed_total,
       attempts, trigger_count, actor_kind, actor_id, rerun_of, scheduled_for, state_before, state_after, config_digest, cpu_us, memory_kib_ms, wall_ms,
       egress_bytes, ingress_bytes, storage_bytes, result, contacted)
     select t.run_id, t.kind, t.mode, t.trigger_kind, t.side_id, t.host_id, t.customer_id, t.publisher_id, t.integration_id, t.installation_id,
       coalesce(e."releaseId", t.release_id), t.version + 1, t.due_at, t.queued_at, t.started_at, to_timestamp(e."endedAt" / 1000), e.outcome, e."failureClass",
       e.rule, e.owner, e.sentence, e.evidence, (e.counts->>'created')::int, (e.counts->>'updated')::int, (e.counts->>'skipped')::int,
       (e.counts->>'failed')::int, e."failedTotal", t.attempt, t.trigger_count, t.actor_kind, t.actor_id, t.rerun_of, t.scheduled_for, t.state_before,
       e."stateAfter", coalesce(e."configDigest", t.config_digest), coalesce(u.cpu, 0) + (e.usage->>'cpuUs')::bigint,
       coalesce(u.memory, 0) + (e.usage->>'memoryKibMs')::bigint, coalesce(u.wall, 0) + (e.usage->>'wallMs')::bigint,
       coalesce(u.egress, 0) + (e.usage->>'egressBytes')::bigint, coalesce(u.ingress, 0) + (e.usage->>'ingressBytes')::bigint,
       coalesce(u.storage, 0) + (e.usage->>'storageBytes')::bigint, e.result, e.contacted
     from gone t join e on e."runId" = t.run_id left join lateral
       (select sum(a.cpu_us)::bigint as cpu, sum(a.memory_kib_ms)::bigint as memory, sum(a.wall_ms)::bigint as wall, sum(a.egress_bytes)::bigint as egress,
          sum(a.ingress_bytes)::bigint as ingress, sum(a.storage_bytes)::bigint as storage
        from runs.attempt a where a.run_id = t.run_id and t.attempt > 1) u on true
     returning id as "runId", kind, trigger_kind as "triggerKind", side_id as "sideId", customer_id as "customerId", publisher_id as "publisherId",
       installation_id as "installationId", integration_id as "integrationId", release_id as "releaseId", version, outcome, failure_class as "failureClass",
       attempts, scheduled_for as "scheduledFor", cpu_us as "cpuUs", memory_kib_ms as "memoryKibMs", wall_ms as "wallMs", egress_bytes as "egressBytes",
       ingress_bytes as "ingressBytes", storage_bytes as "storageBytes",
       contacted is not null and contacted <> '[]'::jsonb as reached`,
    [JSON.stringify(endings)],
  );
}

export interface AttemptEntry extends RunOwner {
  runId: string;
  attempt: number;
  runnerId: string | null;
  claimedAt: number;
  endedAt: number;
  outcome: AttemptOutcome;
  failureClass: string | null;
  rule: string | null;
  sentence: string | null;
  exitCode: number | null;
  signal: string | null;
  retryAt: number | null;
  usage: Usage;
  logLines: number;
  logBytes: number;
}

/** Before `moveToHistory` for attempts that do not end the run, after it for the one that does. */
export async function insertAttempts(tx: Tx, attempts: readonly AttemptEntry[]): Promise<void> {
  if (attempts.length === 0) return;
  const rows = attempts.map(({ usage, ...attempt }) => ({ ...attempt, ...usage }));
  await tx.named(
    "runs-attempts",
    `insert into runs.attempt (run_id, attempt, side_id, customer_id, publisher_id, runner_id, claimed_at, ended_at, outcome, failure_class, rule, sentence,
       exit_code, signal, retry_at, cpu_us, memory_kib_ms, wall_ms, egress_bytes, ingress_bytes, storage_bytes, log_lines, log_bytes, box)
     select a."runId", a.attempt, a."sideId", a."customerId", a."publisherId", a."runnerId", to_timestamp(a."claimedAt" / 1000), to_timestamp(a."endedAt" / 1000),
       a.outcome, a."failureClass", a.rule, a.sentence, a."exitCode", a.signal, to_timestamp(a."retryAt" / 1000), a."cpuUs", a."memoryKibMs", a."wallMs",
       a."egressBytes", a."ingressBytes", a."storageBytes", a."logLines", a."logBytes",
       (select r.about->>'tier' from runs.runner r where r.id = a."runnerId")
     from jsonb_to_recordset($1) as a ("runId" uuid, attempt int, "sideId" uuid, "customerId" uuid, "publisherId" uuid, "runnerId" uuid, "claimedAt" float8,
       "endedAt" float8, outcome text, "failureClass" text, rule text, sentence text, "exitCode" int, signal text, "retryAt" float8, "cpuUs" bigint,
       "memoryKibMs" bigint, "wallMs" bigint, "egressBytes" bigint, "ingressBytes" bigint, "storageBytes" bigint, "logLines" bigint, "logBytes" bigint)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

export interface PutBack {
  runId: string;
  state: "queued" | "later" | "held";
  dueAt: number;
  failures: number;
  losses: number;
  lastClass: string | null;
  /** Priority it waits with; null: the one it had. */
  priority: number | null;
}

/** Gives running runs back to the queue; the caller holds their locks. */
export async function putBack(tx: Tx, runs: readonly PutBack[]): Promise<string[]> {
  if (runs.length === 0) return [];
  const rows = await tx.rows<{ customerId: string }>(
    `update runs.ready t set state = p.state, due_at = to_timestamp(p."dueAt" / 1000), failures = p.failures, losses = p.losses,
       last_class = coalesce(p."lastClass", t.last_class), runner_id = null, ready_at = statement_timestamp(), version = t.version + 1, progress = null,
       priority = coalesce(p.priority, t.priority)
     from jsonb_to_recordset($1) as p ("runId" uuid, state text, "dueAt" float8, failures int, losses int, "lastClass" text, priority smallint)
     where t.run_id = p."runId" and t.state = 'running' returning t.customer_id as "customerId"`,
    [JSON.stringify(runs)],
  );
  return rows.map((row) => row.customerId);
}

export async function insertFailedItems(
  tx: Tx,
  items: readonly (RunOwner & { runId: string; items: readonly FailedItem[] })[],
): Promise<void> {
  const rows = items.flatMap(({ items: list, ...owner }) => list.map((one, position) => ({ ...owner, position, ...one })));
  if (rows.length === 0) return;
  await tx.run(
    `insert into runs.failed_item (run_id, position, side_id, customer_id, publisher_id, item, reason)
     select i."runId", i.position, i."sideId", i."customerId", i."publisherId", i.item, i.reason
     from jsonb_to_recordset($1) as i ("runId" uuid, position int, "sideId" uuid, "customerId" uuid, "publisherId" uuid, item text, reason text)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}
