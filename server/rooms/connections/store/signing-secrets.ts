import type { Tx } from "../../../base/index.ts";

export interface SigningSecretRow {
  id: string;
  secretId: string;
}

/** Newest first. */
export function listSigningSecrets(tx: Tx, appId: string): Promise<SigningSecretRow[]> {
  return tx.rows<SigningSecretRow>(
    `select id, secret_id as "secretId" from connections.signing_secret where app_id = $1 order by id desc limit 10`,
    [appId],
  );
}

export async function insertSigningSecret(
  tx: Tx,
  row: SigningSecretRow & { appId: string; sideId: string | null; publisherId: string | null; now: number },
): Promise<void> {
  await tx.run(
    `insert into connections.signing_secret (id, app_id, side_id, publisher_id, secret_id, created_at) values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000))`,
    [row.id, row.appId, row.sideId, row.publisherId, row.secretId, row.now],
  );
}

/** All but the newest `keep`. @returns their secrets */
export async function dropSigningSecrets(tx: Tx, appId: string, keep: number): Promise<string[]> {
  const rows = await tx.rows<{ secretId: string }>(
    `delete from connections.signing_secret where id in (select id from connections.signing_secret where app_id = $1 order by id desc offset $2)
     returning secret_id as "secretId"`,
    [appId, keep],
  );
  return rows.map(({ secretId }) => secretId);
}
