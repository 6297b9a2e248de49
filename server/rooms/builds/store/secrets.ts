import type { SecretPurpose } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

export interface IntegrationSecretRow {
  name: string;
  purpose: SecretPurpose;
  secretId: string;
  updatedAt: number;
}

const columns = `name, purpose, secret_id as "secretId", updated_at as "updatedAt"`;

export function listSecretRows(
  tx: Tx,
  integrationId: string,
  publisherId: string,
  purpose: SecretPurpose | null,
): Promise<IntegrationSecretRow[]> {
  return tx.rows<IntegrationSecretRow>(
    `select ${columns} from builds.integration_secret where integration_id = $1 and publisher_id = $2 and ($3::text is null or purpose = $3) order by purpose, name`,
    [integrationId, publisherId, purpose],
  );
}

/** What integrations have for one purpose; an integration counts only with its own publisher. */
export function listSecretRowsOf(
  tx: Tx,
  of: readonly { integrationId: string; publisherId: string }[],
  purpose: SecretPurpose,
): Promise<(IntegrationSecretRow & { integrationId: string })[]> {
  return tx.named(
    "builds-secrets-of",
    `select ${columns}, integration_id as "integrationId" from builds.integration_secret join unnest($1::uuid[], $2::uuid[]) as o (integration, publisher)
       on integration_id = o.integration and publisher_id = o.publisher where purpose = $3 order by integration_id, name`,
    [of.map((one) => one.integrationId), of.map((one) => one.publisherId), purpose],
  );
}

export interface SecretKey {
  integrationId: string;
  publisherId: string;
  purpose: SecretPurpose;
  name: string;
}

/** Locks one name, taken or not; undefined when there is none. */
export async function lockSecretRow(tx: Tx, key: SecretKey): Promise<IntegrationSecretRow | undefined> {
  await tx.run("select pg_advisory_xact_lock(418022, hashtext($1))", [`${key.integrationId} ${key.purpose} ${key.name}`]);
  return tx.row<IntegrationSecretRow>(
    `select ${columns} from builds.integration_secret where integration_id = $1 and publisher_id = $2 and purpose = $3 and name = $4 for update`,
    [key.integrationId, key.publisherId, key.purpose, key.name],
  );
}

export async function upsertSecretRow(tx: Tx, key: SecretKey, secretId: string, now: number): Promise<void> {
  await tx.run(
    `insert into builds.integration_secret (integration_id, publisher_id, purpose, name, secret_id, updated_at) values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000))
     on conflict (integration_id, purpose, name) do update set secret_id = excluded.secret_id, updated_at = excluded.updated_at`,
    [key.integrationId, key.publisherId, key.purpose, key.name, secretId, now],
  );
}

export async function deleteSecretRow(tx: Tx, key: SecretKey): Promise<void> {
  await tx.run("delete from builds.integration_secret where integration_id = $1 and publisher_id = $2 and purpose = $3 and name = $4", [
    key.integrationId,
    key.publisherId,
    key.purpose,
    key.name,
  ]);
}
