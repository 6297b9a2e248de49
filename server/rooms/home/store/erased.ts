import type { Tx } from "../../../base/index.ts";

export async function dropToldOf(tx: Tx, installationId: string): Promise<void> {
  await tx.run("delete from home.mail where id in (select mail_id from home.help where installation_id = $1)", [installationId]);
  for (const table of ["help", "notice", "health", "mute"] as const)
    await tx.run(`delete from home.${table} where installation_id = $1`, [installationId]);
}
