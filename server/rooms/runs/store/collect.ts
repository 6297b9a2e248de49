import type { Tx } from "../../../base/index.ts";

export interface LogTotals {
  bytes: number;
  /** The oldest run with a log. */
  oldestRunId: string | null;
}

export function sumLogs(tx: Tx): Promise<LogTotals | undefined> {
  return tx.row<LogTotals>(
    `select coalesce(sum(stored_bytes), 0)::bigint as bytes, (select run_id from runs.log_chunk order by run_id limit 1) as "oldestRunId" from runs.log_chunk`,
  );
}

/** Ended runs with a log, oldest first, with what their logs take. */
export function listLoggedRuns(tx: Tx, limit: number): Promise<{ runId: string; bytes: number }[]> {
  return tx.rows(
    `select c.run_id as "runId", sum(c.stored_bytes)::bigint as bytes from runs.log_chunk c
     where not exists (select from runs.ready r where r.run_id = c.run_id) group by c.run_id order by c.run_id limit $1`,
    [limit],
  );
}

export async function listLogKeys(tx: Tx, runIds: readonly string[]): Promise<string[]> {
  const rows = await tx.rows<{ key: string }>(
    `select blob_key as key from runs.log_chunk where run_id = any($1) and blob_key is not null`,
    [runIds],
  );
  return rows.map(({ key }) => key);
}

/** The attempts keep when. */
export async function deleteLogs(tx: Tx, runIds: readonly string[], now: number): Promise<void> {
  await tx.run("delete from runs.log_chunk where run_id = any($1)", [runIds]);
  for (const [table, id] of [
    ["attempt", "run_id"],
    ["run", "id"],
  ] as const)
    await tx.run(`update runs.${table} set log_collected_at = to_timestamp($2::float8 / 1000) where ${id} = any($1) and log_lines > 0`, [
      runIds,
      now,
    ]);
}

/** What each span of history takes on disk with its indexes, oldest first; named by its first day, `20261022`. */
export function listSpans(tx: Tx): Promise<{ day: string; bytes: number }[]> {
  return tx.rows(
    `select substring(c.relname from '\\d{8}$') as day, sum(pg_total_relation_size(c.oid))::bigint as bytes
     from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent join pg_namespace n on n.oid = p.relnamespace
     where n.nspname = 'runs' and c.relname ~ '_\\d{8}$' group by 1 order by 1`,
  );
}

/** The oldest run that ended and is kept. */
export function findOldestRun(tx: Tx): Promise<{ id: string } | undefined> {
  return tx.row("select id from runs.run order by id limit 1");
}

export interface StateTotals {
  bytes: number;
  count: number;
}

export function sumStates(tx: Tx): Promise<StateTotals | undefined> {
  return tx.row<StateTotals>("select coalesce(sum(bytes), 0)::bigint as bytes, count(*)::int as count from runs.state");
}
