import type { Tx } from "../../base/index.ts";

export interface Owner {
  kind: "customer" | "publisher" | "operator";
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

export function findDataKey(tx: Tx, owner: Owner): Promise<DataKeyRow | undefined> {
  return tx.row<DataKeyRow>("select id, wrapped from trust.data_key where owner_kind = $1 and owner_id = $2", [owner.kind, owner.id]);
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
  return tx.rows<SecretRow>(
    `select s.id, s.owner_kind as "ownerKind", s.owner_id as "ownerId", s.sealed, k.id as "dataKeyId", k.wrapped
     from trust.secret s join trust.data_key k on k.id = s.data_key_id where s.id = any($1)`,
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
