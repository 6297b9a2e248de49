import type { Tx } from "../../server/base/index.ts";

const lines = ["*/15 * * * *", "0 * * * *", "30 2 * * *", "0 6 * * 1-5", "*/5 * * * *"];
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"];

/** Schedules of as many installations, none of them due within the next hours, as the product's own statement leaves them. */
export async function plantIdleSchedules(tx: Tx, count: number): Promise<void> {
  await tx.run(
    `insert into runs.schedule (installation_id, side_id, customer_id, publisher_id, cron, zone, jitter_seconds, backfill, active, next_due, fire_at)
     select uuidv7(), uuidv7(), uuidv7(), uuidv7(), ($2::text[])[1 + n % array_length($2, 1)], ($3::text[])[1 + n % array_length($3, 1)], n % 60, 'last', true, due,
       due + (n % 60) * interval '1 s'
     from generate_series(1, $1::int) n cross join lateral
       (select date_trunc('hour', clock_timestamp()) + interval '6 h' + (n::bigint * 7919 % 5760) * interval '15 min' as due) d`,
    [count, lines, zones],
  );
  await tx.run("analyze runs.schedule");
}

/** Bytes on disk. */
export async function measureSchedules(tx: Tx): Promise<{ table: number; indexes: number }> {
  const row = await tx.row<{ table: number; indexes: number }>(
    "select pg_table_size('runs.schedule') as table, pg_indexes_size('runs.schedule') as indexes",
  );
  return row ?? { table: 0, indexes: 0 };
}

/** The next time of these schedules is this moment. */
export async function makeAllDue(tx: Tx, installationIds: readonly string[]): Promise<void> {
  await tx.run("update runs.schedule set next_due = date_trunc('minute', now()), fire_at = now() where installation_id = any($1)", [
    installationIds,
  ]);
}
