import type { Tx } from "../../../base/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export async function putErasing(tx: Tx, row: { installationId: string; sideId: string; customerId: string; now: number }): Promise<void> {
  await tx.run(
    `insert into runs.erasing (installation_id, side_id, customer_id, due_at) values ($1, $2, $3, ${at(4)}) on conflict do nothing`,
    [row.installationId, row.sideId, row.customerId, row.now],
  );
}

/** Takes one that is due, also one whose eraser fell silent. Engine scope. */
export function claimErasing(tx: Tx, now: number, leaseMs: number): Promise<{ installationId: string } | undefined> {
  return tx.row(
    `update runs.erasing set due_at = to_timestamp(($1::float8 + $2::float8) / 1000)
     where installation_id = (select installation_id from runs.erasing where due_at <= ${at(1)} order by due_at limit 1 for update skip locked)
     returning installation_id as "installationId"`,
    [now, leaseMs],
  );
}

/** Whether a run of it waits or goes on; then it is due again later. */
export async function isGoing(tx: Tx, installationId: string, later: number): Promise<boolean> {
  const put = await tx.run(
    `update runs.erasing set due_at = ${at(2)} where installation_id = $1 and exists (select from runs.ready where installation_id = $1)`,
    [installationId, later],
  );
  return put > 0;
}

export async function listRunIds(tx: Tx, installationId: string, limit: number): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>("select id from runs.run where installation_id = $1 order by id limit $2", [
    installationId,
    limit,
  ]);
  return rows.map(({ id }) => id);
}

export async function listLogKeys(tx: Tx, runIds: readonly string[]): Promise<string[]> {
  const rows = await tx.rows<{ key: string }>(
    "select blob_key as key from runs.log_chunk where run_id = any($1::uuid[]) and blob_key is not null",
    [runIds],
  );
  return rows.map(({ key }) => key);
}

export async function dropRuns(tx: Tx, runIds: readonly string[]): Promise<void> {
  for (const table of ["log_chunk", "attempt", "failed_item", "run_input"] as const)
    await tx.run(`delete from runs.${table} where run_id = any($1::uuid[])`, [runIds]);
  await tx.run("delete from runs.run where id = any($1::uuid[])", [runIds]);
}

/** @returns blob keys no row names any more */
export async function dropStates(tx: Tx, installationId: string): Promise<string[]> {
  const rows = await tx.rows<{ key: string | null }>("delete from runs.state where installation_id = $1 returning blob_key as key", [
    installationId,
  ]);
  return rows.flatMap(({ key }) => (key === null ? [] : [key]));
}

/** What is kept of it besides; sums by month, which are charged by, stay. */
export async function dropTheRest(tx: Tx, installationId: string): Promise<void> {
  for (const table of ["config_snapshot", "delivery", "hook", "schedule", "failing", "installation_day"] as const)
    await tx.run(`delete from runs.${table} where installation_id = $1`, [installationId]);
}

export async function endErasing(tx: Tx, installationId: string): Promise<void> {
  await tx.run("delete from runs.erasing where installation_id = $1", [installationId]);
}
