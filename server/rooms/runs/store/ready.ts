import { arrayOf, arrayOfTexts, type Tx } from "../../../base/index.ts";
import type { RunKind, RunMode, RunTarget, TriggerKind } from "../states.ts";

export interface NewRun extends RunTarget {
  runId: string;
  kind: RunKind;
  mode: RunMode;
  triggerKind: TriggerKind;
  releaseId: string | null;
  priority: number;
  dueAt: number;
  queuedAt: number;
  bundle: string | null;
  triggerCount: number;
  triggerBytes: number;
  actorKind: string;
  actorId: string | null;
  rerunOf: string | null;
  scheduledFor: number | null;
}

const readyNow = "date_trunc('milliseconds', statement_timestamp())";
const moment = (parameter: string) => `to_timestamp(${parameter}::float8 / 1000)`;

/** Written as arrays: as one JSON text they took the database longer to read than to write down. */
const idColumns: readonly [name: string, type: string, of: (run: NewRun) => string | number | null][] = [
  ["run_id", "uuid", (run) => run.runId],
  ["kind", "text", (run) => run.kind],
  ["mode", "text", (run) => run.mode],
  ["trigger_kind", "text", (run) => run.triggerKind],
  ["side_id", "uuid", (run) => run.sideId],
  ["host_id", "uuid", (run) => run.hostId],
  ["customer_id", "uuid", (run) => run.customerId],
  ["publisher_id", "uuid", (run) => run.publisherId],
  ["integration_id", "uuid", (run) => run.integrationId],
  ["installation_id", "uuid", (run) => run.installationId],
  ["release_id", "uuid", (run) => run.releaseId],
  ["account_id", "uuid", (run) => run.accountId ?? null],
  ["priority", "smallint", (run) => run.priority],
  ["due_at", "float8", (run) => run.dueAt],
  ["queued_at", "float8", (run) => run.queuedAt],
  ["trigger_count", "int", (run) => run.triggerCount],
  ["trigger_bytes", "int", (run) => run.triggerBytes],
  ["actor_kind", "text", (run) => run.actorKind],
  ["actor_id", "uuid", (run) => run.actorId],
  ["rerun_of", "uuid", (run) => run.rerunOf],
  ["scheduled_for", "float8", (run) => run.scheduledFor],
];
const newRuns = `unnest(${idColumns.map(([, type], at) => `$${at + 3}::${type}[]`).join(", ")}, $2::text[]) as r (${idColumns.map(([name]) => name).join(", ")}, bundle)`;

/** Inserts those that no unique index stands against, in installation order (deadlocks). @returns run ids inserted. */
export async function insertReady(tx: Tx, state: "queued" | "behind", runs: readonly NewRun[]): Promise<string[]> {
  if (runs.length === 0) return [];
  const sorted = runs.toSorted((one, other) => orderOf(one.installationId, other.installationId) || orderOf(one.runId, other.runId));
  const rows = await tx.named<{ runId: string }>(
    "runs-insert-ready",
    `insert into runs.ready (run_id, kind, mode, trigger_kind, side_id, host_id, customer_id, publisher_id, integration_id, installation_id,
       release_id, state, priority, due_at, queued_at, bundle, trigger_count, trigger_bytes, actor_kind, actor_id, rerun_of, scheduled_for, account_id)
     select r.run_id, r.kind, r.mode, r.trigger_kind, r.side_id, r.host_id, r.customer_id, r.publisher_id, r.integration_id,
       r.installation_id, r.release_id, case when c.until is null then $1 else 'later' end, r.priority,
       greatest(${moment("r.due_at")}, c.until), ${moment("r.queued_at")}, r.bundle, r.trigger_count,
       r.trigger_bytes, r.actor_kind, r.actor_id, r.rerun_of, ${moment("r.scheduled_for")}, r.account_id
     from ${newRuns} left join lateral (select k.until from runs.cooling k where $1 = 'queued' and r.kind = 'work'
       and k.account_key = coalesce(r.account_id, r.installation_id) and k.until > ${moment("r.due_at")} limit 1) c on true
     on conflict do nothing returning run_id as "runId"`,
    [state, arrayOfTexts(sorted.map((run) => run.bundle)), ...idColumns.map(([, , of]) => arrayOf(sorted.map(of)))],
  );
  return rows.map((row) => row.runId);
}

function orderOf(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Of these runs those whose due time has an open run already, and which. */
export async function findScheduled(tx: Tx, runs: readonly NewRun[]): Promise<[runId: string, openId: string][]> {
  const scheduled = runs.filter((run) => run.scheduledFor !== null);
  if (scheduled.length === 0) return [];
  const rows = await tx.rows<{ runId: string; openId: string }>(
    `select s.run_id as "runId", r.run_id as "openId" from unnest($1::uuid[], $2::uuid[], $3::float8[]) as s (run_id, installation_id, at)
     join runs.ready r on r.installation_id = s.installation_id and r.scheduled_for = ${moment("s.at")}`,
    [
      arrayOf(scheduled.map((run) => run.runId)),
      arrayOf(scheduled.map((run) => run.installationId)),
      arrayOf(scheduled.map((run) => run.scheduledFor)),
    ],
  );
  return rows.map(({ runId, openId }) => [runId, openId]);
}

export interface ActiveRow {
  installationId: string;
  runId: string;
  state: "queued" | "later" | "running";
  priority: number;
}

/** Keeps the active run of each installation from ending until we commit, so that nobody is put behind a run already gone. */
export function lockActive(tx: Tx, installationIds: readonly string[]): Promise<ActiveRow[]> {
  return tx.rows<ActiveRow>(
    `select installation_id as "installationId", run_id as "runId", state, priority from runs.ready
     where active_key = any($1) order by active_key for key share`,
    [installationIds],
  );
}

/** Puts waiting active runs back behind a more urgent one. @returns run ids that were. */
export async function stepBack(tx: Tx, runIds: readonly string[]): Promise<string[]> {
  const rows = await tx.rows<{ runId: string }>(
    `update runs.ready set state = 'behind', version = version + 1 where run_id = any($1) and state in ('queued', 'later') returning run_id as "runId"`,
    [runIds],
  );
  return rows.map((row) => row.runId);
}

export interface BundleStep {
  installationId: string;
  bundle: string;
  count: number;
  bytes: number;
}

/** Adds triggers to runs that wait open for them and have room. @returns which run took each installation's. */
export function joinBundles(
  tx: Tx,
  steps: readonly BundleStep[],
  limits: { count: number; bytes: number },
): Promise<{ installationId: string; bundle: string; runId: string }[]> {
  return tx.named(
    "runs-join-bundles",
    `update runs.ready t set trigger_count = t.trigger_count + s.count, trigger_bytes = t.trigger_bytes + s.bytes, version = t.version + 1
     from unnest($1::uuid[], $4::text[], $5::int[], $6::int[]) as s (installation_id, bundle, count, bytes)
     where t.installation_id = s.installation_id and t.bundle = s.bundle and t.state <> 'running'
       and t.trigger_count + s.count <= $2 and t.trigger_bytes + s.bytes <= $3
     returning t.installation_id as "installationId", t.bundle, t.run_id as "runId"`,
    [
      arrayOf(steps.map((step) => step.installationId)),
      limits.count,
      limits.bytes,
      arrayOfTexts(steps.map((step) => step.bundle)),
      arrayOf(steps.map((step) => step.count)),
      arrayOf(steps.map((step) => step.bytes)),
    ],
  );
}

/** Closes full bundles, so that the next trigger makes the next run. */
export async function closeBundles(tx: Tx, installationIds: readonly string[], bundle: string): Promise<void> {
  await tx.named("runs-close-bundles", "update runs.ready set bundle = null where installation_id = any($1::uuid[]) and bundle = $2", [
    arrayOf(installationIds),
    bundle,
  ]);
}

const nextBehind = `select run_id from runs.ready b where b.installation_id = i.id and b.standing = 'behind' order by b.priority, b.run_id limit 1`;
/** Of each priority the first, of these the oldest. */
const oldestBehind = `select o.run_id from generate_series(-1, 4) as p (priority) cross join lateral (select b.run_id from runs.ready b
  where b.installation_id = i.id and b.standing = 'behind' and b.priority = p.priority order by b.run_id limit 1) o order by o.run_id limit 1`;
/** So that the urgent ones of an installation never keep its others waiting for ever. */
const oldestShare = 1 / 8;

/**
 * The next run behind, of each installation, becomes the active one: the most urgent, now and then the oldest; it waits on while its
 * account cools down. What was due as it was queued is due, also where that was behind a run that was ending at `now`. @returns customers that now
 * have something to claim.
 */
export async function promoteNext(tx: Tx, installationIds: readonly string[], now: number): Promise<string[]> {
  if (installationIds.length === 0) return [];
  const isOldestsTurn = Math.random() < oldestShare;
  const rows = await tx.named<{ customerId: string }>(
    isOldestsTurn ? "runs-promote-oldest" : "runs-promote-next",
    `update runs.ready r set state = case when r.due_at > greatest(${moment("$2")}, r.queued_at) or p.until is not null then 'later' else 'queued' end,
       due_at = greatest(r.due_at, p.until), ready_at = ${readyNow}, version = r.version + 1
     from (select n.run_id, c.until from unnest($1::uuid[]) as i (id) cross join lateral (${isOldestsTurn ? oldestBehind : nextBehind}) n
       join runs.ready b on b.run_id = n.run_id left join runs.cooling c on c.account_key = b.account_key and c.until > ${moment("$2")}) p
     where r.run_id = p.run_id and coalesce(r.state, '') = 'behind'
       and not exists (select from runs.ready a where a.active_key = r.installation_id)
     returning r.customer_id as "customerId"`,
    [arrayOf([...new Set(installationIds)]), now],
  );
  return rows.map((row) => row.customerId);
}

/** Retries whose time has come may be claimed again. */
export async function wakeDue(tx: Tx, now: number, limit: number): Promise<string[]> {
  const rows = await tx.rows<{ customerId: string }>(
    `update runs.ready set state = 'queued', ready_at = ${readyNow}, version = version + 1
     where run_id in (select run_id from runs.ready where standing = 'later' and due_at <= ${moment("$1")} order by due_at limit $2 for update skip locked)
     returning customer_id as "customerId"`,
    [now, limit],
  );
  return rows.map((row) => row.customerId);
}

/** Installations that have runs behind and no active one: never, unless a step of ours was cut in two. */
export async function findStranded(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select distinct b.installation_id as id from runs.ready b where b.standing = 'behind'
     and not exists (select from runs.ready a where a.active_key = b.installation_id)
     limit 500`,
  );
  return rows.map((row) => row.id);
}

/**
 * Installations that go on and have runs held: a runner read that they are paused, and said so after they were resumed. Of which that is not heard
 * yet, their schedules rest: what they held is let go with those, so that the end of a pause is one run.
 */
export async function findLeftHeld(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select distinct r.installation_id as id from runs.ready r join installs.v_installation i on i.id = r.installation_id
     where r.standing = 'held' and i.state = 'active'
       and not exists (select from runs.schedule s where s.installation_id = r.installation_id and not s.active) limit 500`,
  );
  return rows.map((row) => row.id);
}

/** Waiting runs of a paused installation are held; resumed ones stand behind again, the next of them is then promoted. */
export async function holdWaiting(tx: Tx, installationIds: readonly string[]): Promise<number> {
  return tx.run(
    `update runs.ready set state = 'held', version = version + 1 where (active_key = any($1) and state <> 'running') or (installation_id = any($1) and standing = 'behind')`,
    [installationIds],
  );
}

export async function releaseHeld(tx: Tx, installationIds: readonly string[]): Promise<number> {
  return tx.run(`update runs.ready set state = 'behind', version = version + 1 where installation_id = any($1) and standing = 'held'`, [
    installationIds,
  ]);
}

/** Of these installations those that have a run of their schedule waiting, held ones too. */
export async function findWaitingCrons(tx: Tx, installationIds: readonly string[]): Promise<Set<string>> {
  if (installationIds.length === 0) return new Set();
  const rows = await tx.rows<{ id: string }>(
    `select installation_id as id from runs.ready where trigger_kind = 'cron'
     and ((active_key = any($1) and state <> 'running') or (installation_id = any($1) and standing in ('behind', 'held')))`,
    [installationIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** How many of a customer's runs are open, or of an installation's stand behind, counted up to `limit`. */
export async function countWaiting(tx: Tx, by: "customer" | "installation", id: string, limit: number): Promise<number> {
  const where = by === "customer" ? "customer_id = $1" : "installation_id = $1 and standing in ('behind', 'held')";
  const row = await tx.row<{ count: number }>(`select count(*)::int as count from (select from runs.ready where ${where} limit $2) w`, [
    id,
    limit,
  ]);
  return row?.count ?? 0;
}
