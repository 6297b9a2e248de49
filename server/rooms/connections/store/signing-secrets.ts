import type { Tx } from "../../../base/index.ts";

export interface SigningSecretRow {
  id: string;
  secretId: string;
}

/** Newest first, those kept since a moment. */
export function listSigningSecrets(tx: Tx, appId: string, since: number): Promise<SigningSecretRow[]> {
  return tx.rows<SigningSecretRow>(
    `select id, secret_id as "secretId" from connections.signing_secret where app_id = $1 and created_at > to_timestamp($2::float8 / 1000) order by id desc limit 10`,
    [appId, since],
  );
}

/** Engine scope: client secrets that were retired before a moment, of these providers and of those described so. @returns what is to be erased, and whose */
export function dropRetired(
  tx: Tx,
  of: { providers: readonly string[]; before: number },
): Promise<{ secretId: string; sideId: string | null; publisherId: string | null }[]> {
  return tx.rows(
    `delete from connections.signing_secret s using connections.app a
     where a.id = s.app_id and s.created_at <= to_timestamp($2::float8 / 1000) and (a.provider = any($1) or a.definition -> 'events' ->> 'secret' = 'client')
     returning s.secret_id as "secretId", s.side_id as "sideId", s.publisher_id as "publisherId"`,
    [of.providers, of.before],
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
