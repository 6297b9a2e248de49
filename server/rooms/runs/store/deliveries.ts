import type { Tx } from "../../../base/index.ts";
import type { RunOwner } from "../states.ts";

export interface DeliveryEntry extends RunOwner {
  id: string;
  installationId: string;
  runId: string;
  kind: "webhook" | "api";
  dedupeId: string | null;
  receivedAt: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** False: a delivery of this id is already there. */
export async function insertDelivery(tx: Tx, one: DeliveryEntry): Promise<boolean> {
  const count = await tx.run(
    `insert into runs.delivery (id, side_id, customer_id, publisher_id, installation_id, run_id, kind, dedupe_id, received_at, headers, body)
     values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9::float8 / 1000), $10, $11) on conflict do nothing`,
    [
      one.id,
      one.sideId,
      one.customerId,
      one.publisherId,
      one.installationId,
      one.runId,
      one.kind,
      one.dedupeId,
      one.receivedAt,
      JSON.stringify(one.headers),
      one.body,
    ],
  );
  return count === 1;
}

/** One body for several installations, each row its own tenant's; an installation that had it already is left as it is. */
export async function insertDeliveries(
  tx: Tx,
  given: Pick<DeliveryEntry, "kind" | "dedupeId" | "receivedAt" | "headers" | "body"> & {
    to: readonly Pick<DeliveryEntry, "id" | "sideId" | "customerId" | "publisherId" | "installationId" | "runId">[];
  },
): Promise<void> {
  const { to } = given;
  await tx.run(
    `insert into runs.delivery (id, side_id, customer_id, publisher_id, installation_id, run_id, kind, dedupe_id, received_at, headers, body)
     select t.*, $7, $8, to_timestamp($9::float8 / 1000), $10, $11
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[]) as t on conflict do nothing`,
    [
      to.map(({ id }) => id),
      to.map(({ sideId }) => sideId),
      to.map(({ customerId }) => customerId),
      to.map(({ publisherId }) => publisherId),
      to.map(({ installationId }) => installationId),
      to.map(({ runId }) => runId),
      given.kind,
      given.dedupeId,
      given.receivedAt,
      JSON.stringify(given.headers),
      given.body,
    ],
  );
}

export function findDelivery(tx: Tx, installationId: string, dedupeId: string): Promise<{ id: string; runId: string } | undefined> {
  return tx.row(`select id, run_id as "runId" from runs.delivery where installation_id = $1 and dedupe_id = $2`, [
    installationId,
    dedupeId,
  ]);
}

export interface DeliveryRow {
  id: string;
  kind: "webhook" | "api";
  receivedAt: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** The bodies a run was triggered with, in order of arrival. */
export function listDeliveries(tx: Tx, runId: string): Promise<DeliveryRow[]> {
  return tx.rows<DeliveryRow>(
    `select id, kind, received_at as "receivedAt", headers, body from runs.delivery where run_id = $1 order by id`,
    [runId],
  );
}

/** A rerun is given what the first run was given. */
export async function copyDeliveries(
  tx: Tx,
  fromRun: string,
  toRun: string,
  makeId: () => string,
): Promise<{ count: number; bytes: number }> {
  const rows = await listDeliveries(tx, fromRun);
  for (const row of rows) {
    await tx.run(
      `insert into runs.delivery (id, side_id, customer_id, publisher_id, installation_id, run_id, kind, received_at, headers, body)
       select $1, side_id, customer_id, publisher_id, installation_id, $2, kind, received_at, headers, body from runs.delivery where id = $3`,
      [makeId(), toRun, row.id],
    );
  }
  return { count: rows.length, bytes: rows.reduce((sum, row) => sum + row.body.length, 0) };
}

/** Bodies older than `before` whose run is over. */
export async function dropDeliveries(tx: Tx, before: string, limit: number): Promise<number> {
  return tx.run(
    `delete from runs.delivery where id in (select d.id from runs.delivery d where d.id < $1
       and not exists (select from runs.ready r where r.run_id = d.run_id) order by d.id limit $2)`,
    [before, limit],
  );
}

export interface HookEntry extends RunOwner {
  installationId: string;
  tokenHash: Buffer;
  secretId: string;
  rotatedAt: number;
}

/** Sets the address's token. @returns the secret it replaced. */
export async function putHook(tx: Tx, hook: HookEntry): Promise<string | null> {
  const old = await tx.row<{ secretId: string }>(`select secret_id as "secretId" from runs.hook where installation_id = $1 for update`, [
    hook.installationId,
  ]);
  await tx.run(
    `insert into runs.hook (installation_id, side_id, customer_id, publisher_id, token_hash, secret_id, rotated_at)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000))
     on conflict (installation_id) do update set token_hash = excluded.token_hash, secret_id = excluded.secret_id, rotated_at = excluded.rotated_at`,
    [hook.installationId, hook.sideId, hook.customerId, hook.publisherId, hook.tokenHash, hook.secretId, hook.rotatedAt],
  );
  return old?.secretId ?? null;
}

export function findHook(tx: Tx, installationId: string): Promise<HookEntry | undefined> {
  return tx.row<HookEntry>(
    `select installation_id as "installationId", side_id as "sideId", customer_id as "customerId", publisher_id as "publisherId", token_hash as "tokenHash",
       secret_id as "secretId", rotated_at as "rotatedAt" from runs.hook where installation_id = $1`,
    [installationId],
  );
}
