import type { Tx } from "../../../base/index.ts";
import type { LimitTarget } from "../dispatch/limit-rules.ts";
import type { ReadyState } from "../states.ts";
import type { Tenant } from "./installations.ts";

export type LimitKind = "host" | "plan" | "integration" | "customer" | "account";
export type LimitSetter = "operator" | "host";

/** What may be said of a subject; null: nothing. */
export interface LimitValues {
  /** A share's size beside others; 1 where nothing is said. */
  weight: number | null;
  /** Most runs under way at the same time. */
  atOnce: number | null;
  /** Most runs begun in a minute. */
  perMinute: number | null;
  /** Most runs that wait. */
  waiting: number | null;
  /** A run that waited so long without being begun is given up. */
  waitMinutes: number | null;
}

export interface LimitRow extends LimitValues {
  id: string;
  kind: LimitKind;
  subjectId: string | null;
  sideId: string | null;
  customerId: string | null;
  plan: string | null;
  setBy: LimitSetter;
  version: number;
  changedAt: number;
}

const columns = `id, kind, subject_id as "subjectId", side_id as "sideId", customer_id as "customerId", plan, set_by as "setBy", weight, at_once as "atOnce",
  per_minute as "perMinute", waiting, wait_minutes as "waitMinutes", version, changed_at as "changedAt"`;
const planName = "(case when kind = 'plan' then plan end)";

/** Sets what is said of a subject, or changes it. @returns the row as it is now */
export function putLimit(tx: Tx, row: Omit<LimitRow, "version">): Promise<LimitRow | undefined> {
  return tx.row<LimitRow>(
    `insert into runs.queue_limit as l (id, kind, subject_id, side_id, customer_id, plan, set_by, weight, at_once, per_minute, waiting, wait_minutes, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp($13::float8 / 1000))
     on conflict (kind, subject_id, side_id, set_by, ${planName}) do update set plan = excluded.plan, weight = excluded.weight, at_once = excluded.at_once,
       per_minute = excluded.per_minute, waiting = excluded.waiting, wait_minutes = excluded.wait_minutes, changed_at = excluded.changed_at, version = l.version + 1
     returning ${columns}`,
    [
      row.id,
      row.kind,
      row.subjectId,
      row.sideId,
      row.customerId,
      row.plan,
      row.setBy,
      row.weight,
      row.atOnce,
      row.perMinute,
      row.waiting,
      row.waitMinutes,
      row.changedAt,
    ],
  );
}

/** What this setter has said of a subject so far. */
export function findLimit(tx: Tx, of: Pick<LimitRow, "kind" | "subjectId" | "sideId" | "plan" | "setBy">): Promise<LimitRow | undefined> {
  return tx.row<LimitRow>(
    `select ${columns} from runs.queue_limit where kind = $1 and subject_id is not distinct from $2 and side_id is not distinct from $3 and set_by = $4
       and (kind <> 'plan' or plan = $5) for update`,
    [of.kind, of.subjectId, of.sideId, of.setBy, of.plan],
  );
}

/** Only what this setter set within its side. */
export function deleteLimit(tx: Tx, id: string, by: { setBy: LimitSetter; sideId: string | null }): Promise<LimitRow | undefined> {
  return tx.row<LimitRow>(
    `delete from runs.queue_limit where id = $1 and set_by = $2 and ($3::uuid is null or side_id = $3) returning ${columns}`,
    [id, by.setBy, by.sideId],
  );
}

/** Limits of a tenant, the operator's on its host among them; all of them for the operator. */
export function listLimitRows(tx: Tx, of: Tenant & { hostId: string | null }): Promise<LimitRow[]> {
  return tx.rows<LimitRow>(
    `select ${columns} from runs.queue_limit where ($1::uuid is null or customer_id = $1)
       and ($2::uuid is null or side_id = $2 or (kind = 'host' and subject_id = $3)) order by id limit 1000`,
    [of.customerId, of.sideId, of.hostId],
  );
}

/** What a host said of its plans and of integrations on one of its sides. */
export function listShared(tx: Tx, sideId: string, lock: boolean): Promise<LimitRow[]> {
  return tx.rows<LimitRow>(
    `select ${columns} from runs.queue_limit where side_id = $1 and set_by = 'host' and kind in ('plan', 'integration') order by id limit 1000${lock ? " for update" : ""}`,
    [sideId],
  );
}

/** Every limit, for the dispatching leader. */
export function listAllLimits(tx: Tx): Promise<LimitRow[]> {
  return tx.rows<LimitRow>(`select ${columns} from runs.queue_limit`);
}

/** What is said of one customer and of its side's plans, for the one who triggers. */
export function listCustomerLimits(tx: Tx, customerId: string, sideId: string): Promise<LimitRow[]> {
  return tx.rows<LimitRow>(
    `select ${columns} from runs.queue_limit where kind = 'customer' and customer_id = $1 union all
     select ${columns} from runs.queue_limit where kind = 'plan' and side_id = $2`,
    [customerId, sideId],
  );
}

/** What bears on one run, the largest weight its side gives among it. Engine scope. */
export function listLimitsOn(tx: Tx, of: LimitTarget): Promise<LimitRow[]> {
  return tx.rows<LimitRow>(
    `select ${columns} from runs.queue_limit where (kind, subject_id) in (('customer', $1::uuid), ('integration', $2), ('host', $3), ('account', $4))
       or (kind = 'plan' and side_id = $5)
     union (select ${columns} from runs.queue_limit where side_id = $5 and set_by = 'host' and weight is not null order by weight desc limit 1)`,
    [of.customerId, of.integrationId, of.hostId, of.accountKey, of.sideId],
  );
}

/** What a limit may be set for, within a side or anywhere. */
export interface LimitSubject {
  name: string;
  sideId: string | null;
  customerId: string | null;
}

export function findCustomerSubject(tx: Tx, id: string, sideId: string | null): Promise<LimitSubject | undefined> {
  return tx.row(
    `select name, side_id as "sideId", id as "customerId" from identity.v_customer where id = $1 and ($2::uuid is null or side_id = $2)`,
    [id, sideId],
  );
}

/** For a side only where the integration is listed there. */
export function findIntegrationSubject(tx: Tx, id: string, sideId: string | null): Promise<LimitSubject | undefined> {
  return tx.row(
    sideId === null
      ? `select name, null::uuid as "sideId", null::uuid as "customerId" from catalog.v_integration where id = $1 and $2::uuid is null`
      : `select title as name, side_id as "sideId", null::uuid as "customerId" from catalog.v_listing where integration_id = $1 and side_id = $2`,
    [id, sideId],
  );
}

export function findHostSubject(tx: Tx, id: string): Promise<LimitSubject | undefined> {
  return tx.row(
    `select host_name as name, null::uuid as "sideId", null::uuid as "customerId" from identity.v_side where host_id = $1 limit 1`,
    [id],
  );
}

export function sideExists(tx: Tx, id: string): Promise<object | undefined> {
  return tx.row("select 1 as ok from identity.v_side where id = $1", [id]);
}

/** Names of what limits are set for, those the reader may see. */
export function listSubjectNames(tx: Tx, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  return tx.rows(
    `select id, name from identity.v_customer where id = any($1::uuid[]) union select id, name from catalog.v_integration where id = any($1::uuid[])
     union select host_id, host_name from identity.v_side where host_id = any($1::uuid[]) union select id, name from installs.v_installation where id = any($1::uuid[])`,
    [ids],
  );
}

/** How many runs of each customer wait, counted up to `limit`. */
export function countWaitingOf(tx: Tx, customerIds: readonly string[], limit: number): Promise<{ customerId: string; count: number }[]> {
  return tx.rows(
    `select c.id as "customerId", w.count from unnest($1::uuid[]) as c (id) cross join lateral
       (select count(*)::int as count from (select from runs.ready r where r.customer_id = c.id and r.state <> 'running' limit $2) x) w`,
    [customerIds, limit],
  );
}

/** Never begun runs of these customers that wait since before an id of theirs was made. */
export function lockOverdueOf(
  tx: Tx,
  befores: readonly { customerId: string; before: string }[],
  limit: number,
): Promise<{ runId: string; customerId: string; state: ReadyState }[]> {
  if (befores.length === 0) return Promise.resolve([]);
  return tx.rows(
    `select o.run_id as "runId", b."customerId", o.state from jsonb_to_recordset($1) as b ("customerId" uuid, before uuid) cross join lateral
       (select r.run_id, r.state from runs.ready r where r.customer_id = b."customerId" and r.run_id < b.before and r.state <> 'running' and r.attempt = 0
        order by r.run_id limit $2 for update skip locked) o
     limit $2`,
    [JSON.stringify(befores), limit],
  );
}

/** Claimable runs of accounts that have limits stand in a line of their own; those that joined another meanwhile are put into it. */
export async function lineUpAccounts(tx: Tx, accountKeys: readonly string[]): Promise<number> {
  if (accountKeys.length === 0) return 0;
  return tx.run(
    `update runs.ready set own_line = md5(integration_id::text || account_key::text)::uuid, version = version + 1
     where (account_id = any($1::uuid[]) or (account_id is null and active_key = any($1::uuid[]))) and standing in ('queued', 'later')
       and state <> 'running' and kind = 'work' and own_line is null`,
    [accountKeys],
  );
}

export interface RateState {
  key: string;
  tokens: number;
  filledAt: number;
}

/** What is left of rates: of all, or of these. */
export function listRates(tx: Tx, keys?: readonly string[]): Promise<RateState[]> {
  return tx.rows<RateState>(`select key, tokens, filled_at as "filledAt" from runs.rate where $1::text[] is null or key = any($1)`, [
    keys ?? null,
  ]);
}

/** Rates not taken of for so long are full again. */
export function forgetRates(tx: Tx, before: number): Promise<number> {
  return tx.run("delete from runs.rate where filled_at < to_timestamp($1::float8 / 1000)", [before]);
}

export async function saveRates(tx: Tx, rates: readonly RateState[]): Promise<void> {
  if (rates.length === 0) return;
  await tx.run(
    `insert into runs.rate (key, tokens, filled_at) select r.key, r.tokens, to_timestamp(r."filledAt" / 1000)
     from jsonb_to_recordset($1) as r (key text, tokens float8, "filledAt" float8)
     on conflict (key) do update set tokens = excluded.tokens, filled_at = excluded.filled_at`,
    [JSON.stringify(rates)],
  );
}
