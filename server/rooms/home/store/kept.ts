import type { Tx } from "../../../base/index.ts";

/** What there is of an installation, by kind. Engine scope. */
export async function countKept(tx: Tx, installationId: string): Promise<Record<string, number>> {
  const row = await tx.row<Record<string, number>>(
    `select (select count(*)::int from home.help where installation_id = $1) as questions,
       (select count(*)::int from home.notice where installation_id = $1) as notices`,
    [installationId],
  );
  return row ?? {};
}

export async function deleteKept(tx: Tx, { installationId, customerId }: { installationId: string; customerId: string }): Promise<void> {
  await tx.run("delete from home.mail where id in (select mail_id from home.help where installation_id = $1)", [installationId]);
  for (const table of ["help", "notice", "health"] as const)
    await tx.run(`delete from home.${table} where installation_id = $1`, [installationId]);
  await tx.run("delete from home.mute where customer_id = $1 and installation_id = $2", [customerId, installationId]);
}
