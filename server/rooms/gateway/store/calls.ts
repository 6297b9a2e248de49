import type { Tx } from "../../../base/index.ts";

/** Whose request it is. */
export interface CallOwner {
  runId: string;
  attempt: number;
  installationId: string;
  integrationId: string;
  sideId: string;
  customerId: string;
  publisherId: string;
}

export interface Call {
  id: string;
  at: number;
  action: string | null;
  method: string;
  path: string | null;
  status: number | null;
  bytesOut: number;
  bytesIn: number;
  tookMs: number;
  refused: string | null;
  count: number;
}

/** One that is there already gets its new sums. */
export async function putCalls(tx: Tx, of: CallOwner, calls: readonly Call[]): Promise<void> {
  await tx.run(
    `insert into gateway.call (id, run_id, attempt, installation_id, integration_id, side_id, customer_id, publisher_id, at, action, method, path, status,
       bytes_out, bytes_in, took_ms, refused, count)
     select c.id, $1, $2, $3, $4, $5, $6, $7, to_timestamp(c.at / 1000), c.action, c.method, c.path, c.status, c."bytesOut", c."bytesIn", c."tookMs", c.refused, c.count
     from jsonb_to_recordset($8::jsonb) as c (id uuid, at float8, action text, method text, path text, status int, "bytesOut" bigint, "bytesIn" bigint,
       "tookMs" int, refused text, count int)
     on conflict (id) do update set bytes_out = excluded.bytes_out, bytes_in = excluded.bytes_in, took_ms = excluded.took_ms, count = excluded.count`,
    [of.runId, of.attempt, of.installationId, of.integrationId, of.sideId, of.customerId, of.publisherId, JSON.stringify(calls)],
  );
}

export interface CallFilter {
  runId: string | null;
  integrationId: string | null;
  refusedOnly: boolean;
  after: string | null;
  limit: number;
}

export interface CallTenant {
  customerId: string | null;
  publisherId: string | null;
  sideId: string | null;
}

/** Newest first. */
export function listCallRows(tx: Tx, of: CallTenant, filter: CallFilter): Promise<(Call & CallOwner)[]> {
  return tx.rows<Call & CallOwner>(
    `select id, run_id as "runId", attempt, installation_id as "installationId", integration_id as "integrationId", side_id as "sideId",
       customer_id as "customerId", publisher_id as "publisherId", at, action, method, path, status, bytes_out as "bytesOut", bytes_in as "bytesIn",
       took_ms as "tookMs", refused, count
     from gateway.call
     where ($1::uuid is null or customer_id = $1) and ($2::uuid is null or publisher_id = $2) and ($3::uuid is null or side_id = $3)
       and ($4::uuid is null or run_id = $4) and ($5::uuid is null or integration_id = $5) and (not $6 or refused is not null) and ($7::uuid is null or id < $7)
     order by id desc limit $8`,
    [of.customerId, of.publisherId, of.sideId, filter.runId, filter.integrationId, filter.refusedOnly, filter.after, filter.limit],
  );
}

/** Some of those whose id is below one, by which time they are forgotten. @returns how many */
export function deleteCallsBefore(tx: Tx, id: string, most: number): Promise<number> {
  return tx.run("delete from gateway.call where id in (select id from gateway.call where id < $1 order by id limit $2)", [id, most]);
}

export async function countCallsOf(tx: Tx, of: { installationId: string; customerId: string }): Promise<number> {
  const row = await tx.row<{ count: number }>(
    "select coalesce(sum(count), 0)::int as count from gateway.call where customer_id = $1 and installation_id = $2",
    [of.customerId, of.installationId],
  );
  return row?.count ?? 0;
}

/** Some of an installation's. @returns how many rows */
export function deleteCallsOf(tx: Tx, of: { installationId: string; customerId: string }, most: number): Promise<number> {
  return tx.run(
    "delete from gateway.call where id in (select id from gateway.call where customer_id = $1 and installation_id = $2 limit $3)",
    [of.customerId, of.installationId, most],
  );
}
