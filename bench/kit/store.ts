import type { Tx } from "../../server/base/index.ts";

/** Whether any of the runs from one to another, by id, waits or runs: one look at the first. */
export async function isOpenBetween(tx: Tx, first: string, last: string): Promise<boolean> {
  const text = "select exists (select from runs.ready where run_id between $1 and $2) as open";
  return (await tx.named<{ open: boolean }>("bench-open", text, [first, last]))[0]?.open ?? false;
}

/** When each of these runs was triggered, and when a runner first had it; milliseconds. */
export function listClaims(tx: Tx, runIds: readonly string[]): Promise<{ queuedAt: number; claimedAt: number }[]> {
  return tx.rows(
    `select r.queued_at as "queuedAt", a.claimed_at as "claimedAt" from runs.run r join runs.every_attempt a on a.run_id = r.id and a.attempt = 1 where r.id = any($1::uuid[])`,
    [runIds],
  );
}

/** Commits this database has seen, as far as its backends have told. */
export async function countCommits(tx: Tx): Promise<number> {
  return (
    (await tx.row<{ count: number }>("select xact_commit as count from pg_stat_database where datname = current_database()"))?.count ?? 0
  );
}

/** Process ids of the database server's own, those of every database in it. */
export async function listBackends(tx: Tx): Promise<number[]> {
  return (await tx.rows<{ pid: number }>("select pid from pg_stat_activity")).map(({ pid }) => pid);
}
