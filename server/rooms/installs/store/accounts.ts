import type { Tx } from "../../../base/index.ts";

export interface AccountRow {
  installationId: string;
  /** As the manifest calls it. */
  name: string;
  connectionId: string;
}

export function listAccountRows(tx: Tx, installationIds: readonly string[]): Promise<AccountRow[]> {
  return tx.named<AccountRow>(
    "installs-accounts",
    `select installation_id as "installationId", name, connection_id as "connectionId" from installs.account where installation_id = any($1::uuid[])`,
    [installationIds],
  );
}

/** The tenant's key in the row makes another customer's connection impossible. */
export async function insertAccount(tx: Tx, row: AccountRow & { customerId: string }): Promise<void> {
  await tx.run("insert into installs.account (installation_id, customer_id, name, connection_id) values ($1, $2, $3, $4)", [
    row.installationId,
    row.customerId,
    row.name,
    row.connectionId,
  ]);
}

/** @returns the connections they were */
export async function deleteAccounts(tx: Tx, of: { installationId: string; names: readonly string[] | null }): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    "delete from installs.account where installation_id = $1 and ($2::text[] is null or name = any($2)) returning connection_id as id",
    [of.installationId, of.names],
  );
  return rows.map(({ id }) => id);
}

/** Those of these connections that no installation uses. */
export async function unusedConnections(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    "select u.id from unnest($1::uuid[]) as u (id) where not exists (select from installs.account a where a.connection_id = u.id)",
    [ids],
  );
  return rows.map(({ id }) => id);
}
