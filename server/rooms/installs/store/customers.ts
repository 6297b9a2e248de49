import type { Tx } from "../../../base/index.ts";

/** Installs of one customer under a cap follow each other. */
export async function lockCap(tx: Tx, customerId: string): Promise<void> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended('install cap ' || $1, 419))", [customerId]);
}

export async function countInstalled(tx: Tx, customerId: string): Promise<{ count: number }> {
  const row = await tx.row<{ count: number }>(
    "select count(*)::int as count from installs.installation where customer_id = $1 and state <> 'removed'",
    [customerId],
  );
  return row ?? { count: 0 };
}

export function listActive(tx: Tx, customerId: string): Promise<{ id: string }[]> {
  return tx.rows("select id from installs.installation where customer_id = $1 and state = 'active' order by id", [customerId]);
}
