import type { Tx } from "../../base/index.ts";

export interface Owner {
  kind: "customer" | "publisher" | "operator" | "side";
  id: string;
}

export interface DataKeyRow {
  id: string;
  wrapped: Buffer;
}

/** Inserts a data key unless its owner has one by now. */
export async function insertDataKey(tx: Tx, row: { id: string; owner: Owner; wrapped: Buffer; now: number }): Promise<void> {
  await tx.run(
    `insert into trust.data_key (id, owner_kind, owner_id, wrapped, created_at) values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))
     on conflict (owner_kind, owner_id) do nothing`,
    [row.id, row.owner.kind, row.owner.id, row.wrapped, row.now],
  );
}

/** Held as it is until the transaction ends: what is sealed with it meanwhile is sealed with the key that stays, or before the new one. */
export function holdDataKey(tx: Tx, owner: Owner): Promise<DataKeyRow | undefined> {
  return tx.row<DataKeyRow>("select id, wrapped from trust.data_key where owner_kind = $1 and owner_id = $2 for share", [
    owner.kind,
    owner.id,
  ]);
}

/** Nobody seals with it, nor makes it anew, until the transaction ends. */
export function lockDataKey(tx: Tx, owner: Owner): Promise<DataKeyRow | undefined> {
  return tx.row<DataKeyRow>("select id, wrapped from trust.data_key where owner_kind = $1 and owner_id = $2 for update", [
    owner.kind,
    owner.id,
  ]);
}

export async function replaceDataKey(tx: Tx, row: { id: string; wrapped: Buffer; now: number }): Promise<void> {
  await tx.run("update trust.data_key set wrapped = $2, rotated_at = to_timestamp($3::float8 / 1000) where id = $1", [
    row.id,
    row.wrapped,
    row.now,
  ]);
}

export function listSealed(tx: Tx, dataKeyId: string): Promise<{ id: string; sealed: Buffer }[]> {
  return tx.rows("select id, sealed from trust.secret where data_key_id = $1", [dataKeyId]);
}

export async function resealSecrets(tx: Tx, rows: readonly { id: string; sealed: Buffer }[]): Promise<void> {
  await tx.run("update trust.secret s set sealed = n.sealed from unnest($1::uuid[], $2::bytea[]) as n (id, sealed) where s.id = n.id", [
    rows.map(({ id }) => id),
    rows.map(({ sealed }) => sealed),
  ]);
}

/** Owners whose data key is older than a moment, the oldest first. */
export function listOldKeys(tx: Tx, before: number, limit: number): Promise<{ kind: Owner["kind"]; id: string }[]> {
  return tx.rows(
    `select owner_kind as kind, owner_id as id from trust.data_key where coalesce(rotated_at, created_at) < to_timestamp($1::float8 / 1000)
     order by coalesce(rotated_at, created_at) limit $2`,
    [before, limit],
  );
}

export async function insertSecret(
  tx: Tx,
  row: { id: string; owner: Owner; dataKeyId: string; name: string; sealed: Buffer; now: number },
): Promise<void> {
  await tx.run(
    `insert into trust.secret (id, owner_kind, owner_id, data_key_id, name, sealed, created_at) values ($1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000))`,
    [row.id, row.owner.kind, row.owner.id, row.dataKeyId, row.name, row.sealed, row.now],
  );
}

export interface SecretRow {
  id: string;
  ownerKind: Owner["kind"];
  ownerId: string;
  sealed: Buffer;
  dataKeyId: string;
  wrapped: Buffer;
}

export function findSecrets(tx: Tx, ids: readonly string[]): Promise<SecretRow[]> {
  return tx.named<SecretRow>(
    "trust-secrets",
    `select s.id, s.owner_kind as "ownerKind", s.owner_id as "ownerId", s.sealed, k.id as "dataKeyId", k.wrapped
     from trust.secret s join trust.data_key k on k.id = s.data_key_id where s.id = any($1::uuid[])`,
    [ids],
  );
}

export interface SecretInfo {
  id: string;
  name: string;
  createdAt: number;
}

export function listSecretInfos(tx: Tx, owner: Owner): Promise<SecretInfo[]> {
  return tx.rows<SecretInfo>(
    `select id, name, created_at as "createdAt" from trust.secret where owner_kind = $1 and owner_id = $2 order by id`,
    [owner.kind, owner.id],
  );
}

export function deleteSecrets(tx: Tx, owner: Owner, ids: readonly string[]): Promise<number> {
  return tx.run("delete from trust.secret where owner_kind = $1 and owner_id = $2 and id = any($3)", [owner.kind, owner.id, ids]);
}

export function countSecrets(tx: Tx): Promise<{ count: number } | undefined> {
  return tx.row("select count(*)::int as count from trust.secret");
}

export interface AuthorityRow {
  certificate: string;
  wrappedKey: Buffer;
}

/** A live side has none, whatever is in the table. */
export function findAuthority(tx: Tx, sideId: string): Promise<AuthorityRow | undefined> {
  return tx.row<AuthorityRow>(
    `select a.certificate, a.wrapped_key as "wrappedKey" from trust.authority a join identity.v_side s on s.id = a.side_id
     where a.side_id = $1 and s.kind = 'test'`,
    [sideId],
  );
}

/** Nothing for a live side, or where there is one by now. */
export async function insertAuthority(tx: Tx, row: AuthorityRow & { sideId: string; now: number }): Promise<void> {
  await tx.run(
    `insert into trust.authority (side_id, certificate, wrapped_key, created_at)
     select s.id, $2, $3, to_timestamp($4::float8 / 1000) from identity.v_side s where s.id = $1 and s.kind = 'test' on conflict (side_id) do nothing`,
    [row.sideId, row.certificate, row.wrappedKey, row.now],
  );
}

export interface SigningKeyRow {
  kid: string;
  publicJwk: Record<string, unknown>;
  wrappedKey: Buffer;
  createdAt: number;
  retiredAt: number | null;
}

/** Newest first. */
export function listSigningKeys(tx: Tx, sideId: string): Promise<SigningKeyRow[]> {
  return tx.rows<SigningKeyRow>(
    `select kid, public_jwk as "publicJwk", wrapped_key as "wrappedKey", created_at as "createdAt", retired_at as "retiredAt"
     from trust.signing_key where side_id = $1 order by created_at desc, kid desc`,
    [sideId],
  );
}

export async function insertSigningKey(
  tx: Tx,
  row: Pick<SigningKeyRow, "kid" | "publicJwk" | "wrappedKey"> & { sideId: string; now: number },
): Promise<void> {
  await tx.run(
    `insert into trust.signing_key (side_id, kid, public_jwk, wrapped_key, created_at) values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))`,
    [row.sideId, row.kid, JSON.stringify(row.publicJwk), row.wrappedKey, row.now],
  );
}

/** Of two that make a side's first key at once, one waits here for the other. */
export async function lockSigningKeys(tx: Tx, sideId: string): Promise<void> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended($1, 419))", [sideId]);
}

/** All but the one named sign no more from a moment on. */
export async function retireSigningKeys(tx: Tx, of: { sideId: string; but: string; at: number }): Promise<void> {
  await tx.run(
    "update trust.signing_key set retired_at = to_timestamp($3::float8 / 1000) where side_id = $1 and kid <> $2 and (retired_at is null or retired_at > to_timestamp($3::float8 / 1000))",
    [of.sideId, of.but, of.at],
  );
}
