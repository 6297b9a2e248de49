import type { FailedItem } from "@stoa/contract";
import { arrayOf, type Tx } from "../../../base/index.ts";
import type { AttemptOutcome, RunKind, RunOwner, Usage } from "../states.ts";

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
  if (tokens.length === 0) return Promise.resolve([]);
  // Each by its key: told only to join, the planner compared all that runs with every token.
  return tx.named<HeldRow>(
    "runs-lock-fenced",
    `select ${held} from unnest($1::uuid[], $2::int[], $3::uuid[]) as f (run_id, attempt, runner_id) cross join lateral
       (select * from runs.ready r where r.run_id = f.run_id offset 0) k join runs.ready t on t.run_id = k.run_id
     where t.attempt = f.attempt and t.runner_id = f.runner_id and t.state = 'running' order by t.installation_id, t.run_id for update of t`,
    [arrayOf(tokens.map((one) => one.runId)), arrayOf(tokens.map((one) => one.attempt)), arrayOf(tokens.map((one) => one.runnerId))],
  );
}

/** Locks all that these runners held, by what claims noted; what nobody noted is noted within a minute (`noteOrphans`) and taken then. */
export function lockHeldBy(tx: Tx, runnerIds: readonly string[]): Promise<HeldRow[]> {
  return tx.rows<HeldRow>(
    `select ${held} from (select distinct c.runner_id, i.id from runs.handed c cross join lateral unnest(c.run_ids) as i (id) where c.runner_id = any($1)) h
       cross join lateral (select r.run_id from runs.ready r where r.run_id = h.id offset 0) k join runs.ready t on t.run_id = k.run_id
     where t.runner_id = h.runner_id and t.state = 'running' order by t.installation_id, t.run_id for update of t`,
    [runnerIds],
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

/** Attempts whose run's ending does not write them. Before `moveToHistory` where the run ends without them, after it where it ends with their usage. */
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

export interface RequeueEntry {
  runId: string;
  state: "queued" | "later" | "held";
  dueAt: number;
  failures: number;
  losses: number;
  lastClass: string | null;
  /** Priority it waits with; null: the one it had. */
  priority: number | null;
}

/** Running runs wait again, without a runner; the caller holds their locks. */
export async function requeueRuns(tx: Tx, runs: readonly RequeueEntry[]): Promise<string[]> {
  if (runs.length === 0) return [];
  const rows = await tx.rows<{ customerId: string }>(
    `update runs.ready t set state = p.state, due_at = to_timestamp(p."dueAt" / 1000), failures = p.failures, losses = p.losses,
       last_class = coalesce(p."lastClass", t.last_class), runner_id = null, ready_at = date_trunc('milliseconds', statement_timestamp()), version = t.version + 1, progress = null,
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
