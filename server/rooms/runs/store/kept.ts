import type { Tx } from "../../../base/index.ts";
import type { KeptOf } from "../../installs/index.ts";

/** What there is of an installation, by kind. Engine scope. */
export async function countKept(tx: Tx, { installationId, customerId }: KeptOf): Promise<Record<string, number>> {
  const row = await tx.row<Record<string, number>>(
    `with r as materialized (select id from runs.run where installation_id = $1)
     select (select count(*)::int from r) as runs,
       (select count(distinct c.run_id)::int from runs.log_chunk c where c.run_id in (select id from r)) as logs,
       (select count(*)::int from runs.failed_item f where f.run_id in (select id from r)) as "failedItems",
       (select count(*)::int from runs.delivery d where d.run_id in (select id from r)) as deliveries,
       (select count(*)::int from runs.asked a where a.customer_id = $2 and a.run_id in (select id from r)) as asked,
       (select count(*)::int from runs.config_snapshot s where s.installation_id = $1) as "earlierSettings",
       (select count(*)::int from runs.state s where s.installation_id = $1) as states`,
    [installationId, customerId],
  );
  return row ?? {};
}

/** Whether any run of it is not over. */
export async function isAnyOpen(tx: Tx, installationId: string): Promise<boolean> {
  const row = await tx.row<{ open: boolean }>("select exists (select from runs.ready where installation_id = $1) as open", [
    installationId,
  ]);
  return row?.open ?? false;
}

export async function listRunIdsOf(tx: Tx, installationId: string, limit: number): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>("select id from runs.run where installation_id = $1 order by id limit $2", [
    installationId,
    limit,
  ]);
  return rows.map(({ id }) => id);
}

/** What was asked for under an id, and pauses of accounts that a run brought about: neither is looked for by its run alone. */
const ofCustomers = ["asked", "cooling"] as const;
const ofRuns = ["log_chunk", "failed_item", "run_input", "delivery", "attempt"] as const;

/** Runs that are over, with all that hangs on them; who asked for one is found by the customer, whose runs they are. */
export async function deleteRuns(tx: Tx, customerId: string, runIds: readonly string[]): Promise<void> {
  for (const table of ofCustomers)
    await tx.run(`delete from runs.${table} where customer_id = $1 and run_id = any($2)`, [customerId, runIds]);
  for (const table of ofRuns) await tx.run(`delete from runs.${table} where run_id = any($1)`, [runIds]);
  await tx.run("delete from runs.run where id = any($1)", [runIds]);
}

export async function listStateKeys(tx: Tx, installationId: string): Promise<string[]> {
  const rows = await tx.rows<{ key: string }>(
    "select blob_key as key from runs.state where installation_id = $1 and blob_key is not null",
    [installationId],
  );
  return rows.map(({ key }) => key);
}

/** What is kept of it besides; sums by month, which are charged by, stay. */
export async function deleteTheRest(tx: Tx, installationId: string): Promise<void> {
  for (const table of ["state", "config_snapshot", "hook", "schedule", "failing", "installation_day"] as const)
    await tx.run(`delete from runs.${table} where installation_id = $1`, [installationId]);
}
