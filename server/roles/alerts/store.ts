import type { Tx } from "../../base/index.ts";
import type { Figures } from "../../rooms/alerts/index.ts";

/** When the schema was first made here, and how the backups stand. */
export function readBackupFigures(tx: Tx): Promise<(Figures["backup"] & { madeDatabaseAt: number }) | undefined> {
  return tx.row(
    `select (select at from base.deployment where name = 'backup.made') as "madeAt",
       (select at from base.deployment where name = 'backup.verified') as "verifiedAt",
       (select at from base.deployment where name = 'backup.failed') as "failedAt",
       (select value ->> 'what' from base.deployment where name = 'backup.failed') as error,
       (select min(applied_at) from base.migration) as "madeDatabaseAt"`,
  );
}

/** The oldest transaction that holds ended rows from being cleaned away: one that has a snapshot or an id, also one only prepared. */
export async function readOldestTransaction(tx: Tx): Promise<Figures["oldestTransaction"]> {
  const row = await tx.row<{ seconds: number; application: string; pid: number }>(
    `select extract(epoch from clock_timestamp() - since)::int as seconds, application, pid from (
       select xact_start as since, application_name as application, pid from pg_stat_activity
       where backend_type = 'client backend' and (backend_xmin is not null or backend_xid is not null) and pid <> pg_backend_pid()
       union all select prepared, 'prepared ' || gid, 0 from pg_prepared_xacts) held
     where since is not null order by since limit 1`,
  );
  return row ?? null;
}

/** For each handler since when a fact waits for it, and how many it gave up on. */
export function readFactFigures(tx: Tx, handlers: readonly string[]): Promise<Figures["facts"]> {
  return tx.rows(
    `select c.handler, (select f.at from base.fact f where (f.xid, f.seq) > (c.xid, c.seq) order by f.xid, f.seq limit 1) as "oldestAt",
       (select count(*)::int from base.fact_dead d where d.handler = c.handler and d.given_up) as "givenUp"
     from base.fact_cursor c where c.handler = any($1) order by c.handler`,
    [handlers],
  );
}
