import type { Tx } from "../../../base/index.ts";

export async function isJtiUsed(tx: Tx, sideId: string, jti: string): Promise<boolean> {
  return (await tx.row("select 1 from identity.used_jti where side_id = $1 and jti = $2", [sideId, jti])) !== undefined;
}

/** Every origin that some host registered. */
export async function listOrigins(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ origin: string }>("select distinct unnest(origins) as origin from identity.host", []);
  return rows.map(({ origin }) => origin);
}
