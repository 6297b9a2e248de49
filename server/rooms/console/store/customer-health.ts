import type { CustomerHealth, InstallationHealth } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint`;

/** An installation's health by its state and what is known of its runs; one that is paused is nobody's trouble. */
const installationHealth = `case when i.state <> 'active' then i.state when h.failing_since is not null then 'failing'
  when h.silent_since is not null then 'silent' when h.last_ok_at is null then 'not_run' else 'well' end`;

/** Every customer of side $1 whose name or id is like $2, with how its installations fare and the failures since day $3. */
const customers = `installed as materialized (
    select i.customer_id, h.last_run_at, ${installationHealth} as health
    from installs.v_installation i left join home.v_health h on h.installation_id = i.id where i.side_id = $1 and i.state <> 'removed'),
  counted as (select customer_id, count(*)::int as installations, count(*) filter (where health = 'failing')::int as failing,
      count(*) filter (where health = 'silent')::int as silent, ${ms("max(last_run_at)")} as last_run from installed group by 1),
  failed as (select d.customer_id, sum(d.runs)::int as failures from runs.v_installation_day d
    where d.side_id = $1 and d.day >= $3::date and d.result not in ('succeeded', 'cancelled') group by 1),
  needs as (select customer_id, count(*)::int as needs from connections.v_needs_sign_in where side_id = $1 group by 1),
  known as (select c.id, c.external_ref as "externalRef", c.name, c.tier, ${ms("c.closed_at")} as "closedAt", ${ms("c.created_at")} as "createdAt",
      coalesce(n.installations, 0) as installations, coalesce(n.failing, 0) as failing, coalesce(n.silent, 0) as silent,
      coalesce(s.needs, 0) as "needsSignIn", n.last_run as "lastRunAt", coalesce(f.failures, 0) as failures,
      case when n.installations is null then 'none' when s.needs > 0 then 'needs_sign_in' when n.failing > 0 then 'failing' when n.silent > 0 then 'silent'
        else 'well' end as health
    from identity.v_customer c left join counted n on n.customer_id = c.id left join failed f on f.customer_id = c.id left join needs s on s.customer_id = c.id
    where c.side_id = $1 and ($2::text is null or c.name ilike $2 or c.external_ref ilike $2))`;

export interface CustomerHealthRow {
  id: string;
  externalRef: string;
  name: string;
  tier: string | null;
  health: CustomerHealth;
  installations: number;
  failing: number;
  silent: number;
  needsSignIn: number;
  lastRunAt: number | null;
  failures: number;
  closedAt: number | null;
  createdAt: number;
  /** Where it stands in the order asked for. */
  key: string | number;
}

/** What rows are ordered by, least first, then by id. */
const orders = {
  health: {
    type: "float8",
    key: `array_position(array['failing', 'needs_sign_in', 'silent', 'well', 'none'], health)::float8 - failures / 1e9`,
  },
  name: { type: "text", key: `lower(name)` },
  last_run: { type: "float8", key: `-coalesce("lastRunAt", 0)::float8` },
  failures: { type: "float8", key: `-failures::float8` },
  installations: { type: "float8", key: `-installations::float8` },
  newest: { type: "float8", key: `-"createdAt"::float8` },
} as const;
export type CustomerSort = keyof typeof orders;

export interface CustomerHealthInput {
  sideId: string;
  like: string | null;
  /** The first day of those whose failures count. */
  since: string;
  healths: readonly string[] | null;
  after: { key: string | number; id: string } | null;
  limit: number;
}

export interface FoundCustomers {
  rows: CustomerHealthRow[];
  counts: Partial<Record<CustomerHealth, number>>;
}

/** A page of a side's customers with their health, and how many have each. */
export async function findCustomerHealth(tx: Tx, sort: CustomerSort, input: CustomerHealthInput): Promise<FoundCustomers> {
  const { type, key } = orders[sort];
  const found = await tx.row<FoundCustomers>(
    `with ${customers},
     page as (select *, ${key} as key from known where ($4::text[] is null or health = any($4)) and ($5::${type} is null or (${key}, id) > ($5::${type}, $6::uuid))
       order by key, id limit $7)
     select coalesce((select jsonb_agg(to_jsonb(p) order by p.key, p.id) from page p), '[]') as rows,
       coalesce((select jsonb_object_agg(health, n) from (select health, count(*) as n from known group by 1) c), '{}') as counts`,
    [input.sideId, input.like, input.since, input.healths, input.after?.key ?? null, input.after?.id ?? null, input.limit],
  );
  return found ?? { rows: [], counts: {} };
}

/** One customer's. */
export function findHealthOf(tx: Tx, input: { sideId: string; since: string; customerId: string }): Promise<CustomerHealthRow | undefined> {
  return tx.row<CustomerHealthRow>(`with ${customers} select *, 0 as key from known where id = $4`, [
    input.sideId,
    null,
    input.since,
    input.customerId,
  ]);
}

export interface InstallationHealthRow {
  id: string;
  name: string;
  listingId: string;
  title: string;
  state: "draft" | "active" | "paused";
  health: InstallationHealth;
  lastRunId: string | null;
  lastRunAt: number | null;
  wellAt: number | null;
  failingSince: number | null;
}

/** A customer's installations with their health, what needs somebody first, then by name; at most 500. */
export function listInstallationHealth(tx: Tx, input: { sideId: string; customerId: string }): Promise<InstallationHealthRow[]> {
  return tx.rows<InstallationHealthRow>(
    `select i.id, i.name, i.listing_id as "listingId", t.title, i.state, ${installationHealth} as health, h.last_run_id as "lastRunId", h.last_run_at as "lastRunAt",
       h.last_ok_at as "wellAt", h.failing_since as "failingSince"
     from installs.v_installation i join catalog.v_listing t on t.id = i.listing_id left join home.v_health h on h.installation_id = i.id
     where i.side_id = $1 and i.customer_id = $2 and i.state <> 'removed'
     order by coalesce(array_position(array['failing', 'draft', 'silent'], ${installationHealth}), 4), i.sort_name, i.id limit 500`,
    [input.sideId, input.customerId],
  );
}

export interface ResultDay {
  installationId: string;
  day: string;
  result: string;
  runs: number;
}

/** A customer's sums since a day. */
export function listResultDays(tx: Tx, input: { sideId: string; customerId: string; since: string }): Promise<ResultDay[]> {
  return tx.rows<ResultDay>(
    `select installation_id as "installationId", day::text as day, result, runs from runs.v_installation_day
     where customer_id = $2 and side_id = $1 and day >= $3::date order by day`,
    [input.sideId, input.customerId, input.since],
  );
}

export function countPeople(tx: Tx, customerId: string): Promise<{ people: number } | undefined> {
  return tx.row("select count(*)::int as people from identity.v_customer_person where customer_id = $1", [customerId]);
}

export function listSignIns(tx: Tx, input: { sideId: string; customerId: string }): Promise<{ provider: string; since: number | null }[]> {
  return tx.rows(
    "select provider, since from connections.v_needs_sign_in where side_id = $1 and customer_id = $2 order by since limit 100",
    [input.sideId, input.customerId],
  );
}

/** A customer of the side by the host's own id for it, or by ours. */
export function findCustomerId(
  tx: Tx,
  sideId: string,
  ref: { externalRef: string; id: string | undefined },
): Promise<{ id: string } | undefined> {
  return tx.row(
    "select id from identity.v_customer where side_id = $1 and (external_ref = $2 or id = $3) order by external_ref = $2 desc limit 1",
    [sideId, ref.externalRef, ref.id ?? null],
  );
}
