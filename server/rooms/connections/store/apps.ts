import type { ProviderDefinition } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

/** Whose app it is. */
export type AppOwner = { kind: "side"; id: string } | { kind: "publisher"; id: string };

export interface AppRow {
  id: string;
  sideId: string | null;
  publisherId: string | null;
  provider: string;
  definition: ProviderDefinition | null;
  clientId: string | null;
  secretId: string | null;
  testedAt: number | null;
  testError: string | null;
  rotatedAt: number | null;
  /** The side's own domain that the provider sends browsers back to; null: the deployment's address. */
  returnsTo: string | null;
  /** What its events may be signed with: how many, and since when the newest. */
  signingSecrets: number;
  signingSince: number | null;
  version: number;
  createdAt: number;
}

const columns = `id, side_id as "sideId", publisher_id as "publisherId", provider, definition, client_id as "clientId", secret_id as "secretId", tested_at as "testedAt",
  test_error as "testError", rotated_at as "rotatedAt", returns_to as "returnsTo", version, created_at as "createdAt",
  (select count(*)::int from connections.signing_secret s where s.app_id = app.id) as "signingSecrets",
  (select max(s.created_at) from connections.signing_secret s where s.app_id = app.id) as "signingSince"`;

const ids = (owner: AppOwner): (string | null)[] => [owner.kind === "side" ? owner.id : null, owner.kind === "publisher" ? owner.id : null];
const owned = "(side_id = $1 or publisher_id = $2)";

export function listAppRows(tx: Tx, owner: AppOwner): Promise<AppRow[]> {
  return tx.rows<AppRow>(`select ${columns} from connections.app where ${owned} and removed_at is null order by provider`, ids(owner));
}

/** What an owner described of providers that the catalogue does not have, held until the transaction ends where it is to be changed. */
export function listDescribed(tx: Tx, owner: AppOwner, lock: boolean): Promise<AppRow[]> {
  return tx.rows<AppRow>(
    `select ${columns} from connections.app where ${owned} and removed_at is null and definition is not null order by provider limit 1000${lock ? " for update" : ""}`,
    ids(owner),
  );
}

export function findApp(tx: Tx, owner: AppOwner, provider: string): Promise<AppRow | undefined> {
  return tx.row<AppRow>(`select ${columns} from connections.app where ${owned} and provider = $3 and removed_at is null`, [
    ...ids(owner),
    provider,
  ]);
}

export function lockApp(tx: Tx, owner: AppOwner, provider: string): Promise<AppRow | undefined> {
  return tx.row<AppRow>(`select ${columns} from connections.app where ${owned} and provider = $3 and removed_at is null for update`, [
    ...ids(owner),
    provider,
  ]);
}

/** Engine scope: the app of a connection, removed ones too. */
export function findAppById(tx: Tx, id: string): Promise<AppRow | undefined> {
  return tx.row<AppRow>(`select ${columns} from connections.app where id = $1`, [id]);
}

/** Engine scope: the apps that serve a listing, its publisher's own before the side's. */
export function listServing(tx: Tx, where: { sideId: string; publisherId: string | null; provider: string }): Promise<AppRow[]> {
  return tx.rows<AppRow>(
    `select ${columns} from connections.app where (side_id = $1 or publisher_id = $2) and provider = $3 and removed_at is null order by publisher_id nulls last`,
    [where.sideId, where.publisherId, where.provider],
  );
}

export async function insertApp(
  tx: Tx,
  row: Omit<AppRow, "testedAt" | "testError" | "rotatedAt" | "signingSecrets" | "signingSince" | "version">,
): Promise<void> {
  await tx.run(
    `insert into connections.app (id, side_id, publisher_id, provider, definition, client_id, secret_id, created_at, returns_to) values ($1, $2, $3, $4, $5, $6, $7, ${at(8)}, $9)`,
    [
      row.id,
      row.sideId,
      row.publisherId,
      row.provider,
      row.definition === null ? null : JSON.stringify(row.definition),
      row.clientId,
      row.secretId,
      row.createdAt,
      row.returnsTo,
    ],
  );
}

export interface AppChange {
  id: string;
  definition: ProviderDefinition | null;
  clientId: string | null;
  secretId: string | null;
  rotatedAt: number | null;
  returnsTo: string | null;
}

/** What was tried before says nothing of what is there now. */
export function updateApp(tx: Tx, change: AppChange): Promise<AppRow | undefined> {
  return tx.row<AppRow>(
    `update connections.app set definition = $2, client_id = $3, secret_id = $4, rotated_at = coalesce(${at(5)}, rotated_at), tested_at = null, test_error = null,
       returns_to = $6, version = version + 1 where id = $1 returning ${columns}`,
    [
      change.id,
      change.definition === null ? null : JSON.stringify(change.definition),
      change.clientId,
      change.secretId,
      change.rotatedAt,
      change.returnsTo,
    ],
  );
}

export async function noteAppTest(tx: Tx, row: { id: string; version: number; error: string | null; now: number }): Promise<void> {
  await tx.run(`update connections.app set tested_at = ${at(3)}, test_error = $4 where id = $1 and version = $2`, [
    row.id,
    row.version,
    row.now,
    row.error,
  ]);
}

export async function endApp(tx: Tx, id: string, now: number): Promise<void> {
  await tx.run(`update connections.app set removed_at = ${at(2)}, secret_id = null, version = version + 1 where id = $1`, [id, now]);
}

export function countLiveConnections(tx: Tx, appId: string): Promise<{ count: number } | undefined> {
  return tx.row("select count(*)::int as count from connections.connection where app_id = $1 and state <> 'disconnected'", [appId]);
}

/** What can be connected where: asked before a listing is shown, by whoever decides. */
export function listOffered(
  tx: Tx,
  where: { sideId: string; publisherId: string },
  providers: readonly string[],
): Promise<{ provider: string; definition: ProviderDefinition | null; hasClient: boolean }[]> {
  return tx.rows(
    `select provider, definition, has_client as "hasClient" from connections.v_app where (side_id = $1 or publisher_id = $2) and provider = any($3)`,
    [where.sideId, where.publisherId, providers],
  );
}
