import type { ConnectionState } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";
import { statesBefore } from "../states.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface ConnectionRow {
  id: string;
  customerId: string;
  sideId: string;
  appId: string | null;
  provider: string;
  name: string;
  accountId: string | null;
  accountName: string | null;
  /** How its provider's events name the account, where that is not its id. */
  eventAccount: string | null;
  fields: Record<string, string>;
  scopes: string[];
  state: ConnectionState;
  secretId: string | null;
  credentialVersion: number;
  expiresAt: number | null;
  refreshDueAt: number | null;
  refreshedAt: number | null;
  failures: number;
  coolUntil: number | null;
  lastError: string | null;
  reason: string | null;
  since: number | null;
  testedAt: number | null;
  testError: string | null;
  usedAt: number | null;
  version: number;
  createdAt: number;
}

const columns =
  "id customer_id side_id app_id provider name account_id account_name event_account fields scopes state secret_id credential_version expires_at refresh_due_at refreshed_at failures cool_until last_error reason since tested_at test_error used_at version created_at"
    .split(" ")
    .map((name) => `${name} as "${name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}"`)
    .join(", ");

export function listConnectionRows(tx: Tx, customerId: string): Promise<ConnectionRow[]> {
  return tx.rows<ConnectionRow>(
    `select ${columns} from connections.connection where customer_id = $1 and state <> 'disconnected' order by id desc limit 500`,
    [customerId],
  );
}

export function findConnection(tx: Tx, customerId: string, id: string): Promise<ConnectionRow | undefined> {
  return tx.row<ConnectionRow>(`select ${columns} from connections.connection where customer_id = $1 and id = $2`, [customerId, id]);
}

/** Of several customers, in engine scope: what runs need as they start. */
export function listForRuns(tx: Tx, ids: readonly string[]): Promise<ConnectionRow[]> {
  return tx.rows<ConnectionRow>(`select ${columns} from connections.connection where id = any($1)`, [ids]);
}

/** The connection of the same account, made with the same app, that may be replaced; locked. */
export function lockSameAccount(
  tx: Tx,
  of: { customerId: string; appId: string | null; provider: string; accountId: string },
): Promise<ConnectionRow | undefined> {
  return tx.row<ConnectionRow>(
    `select ${columns} from connections.connection where customer_id = $1 and app_id is not distinct from $2 and provider = $3 and account_id = $4
       and state = any($5) order by id limit 1 for update`,
    [of.customerId, of.appId, of.provider, of.accountId, statesBefore("connect")],
  );
}

export function lockConnection(tx: Tx, customerId: string, id: string): Promise<ConnectionRow | undefined> {
  return tx.row<ConnectionRow>(`select ${columns} from connections.connection where customer_id = $1 and id = $2 for update`, [
    customerId,
    id,
  ]);
}

/** A credential as it is kept: its secret row, and when it ends and is to be fetched anew. */
export interface Kept {
  secretId: string;
  expiresAt: number | null;
  refreshDueAt: number | null;
}

export type NewConnection = Pick<
  ConnectionRow,
  "id" | "customerId" | "sideId" | "appId" | "provider" | "name" | "accountId" | "accountName" | "eventAccount" | "fields" | "scopes"
> &
  Kept & { now: number };

export async function insertConnection(tx: Tx, row: NewConnection): Promise<void> {
  await tx.run(
    `insert into connections.connection (id, customer_id, side_id, app_id, provider, name, account_id, account_name, event_account, fields, scopes, state, secret_id,
       expires_at, refresh_due_at, refreshed_at, tested_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $15, $9, $10, 'connected', $11, ${at(12)}, ${at(13)}, ${at(14)}, ${at(14)}, ${at(14)})`,
    [
      row.id,
      row.customerId,
      row.sideId,
      row.appId,
      row.provider,
      row.name,
      row.accountId,
      row.accountName,
      JSON.stringify(row.fields),
      row.scopes,
      row.secretId,
      row.expiresAt,
      row.refreshDueAt,
      row.now,
      row.eventAccount,
    ],
  );
}

export type NewCredential = Pick<ConnectionRow, "id" | "accountName" | "eventAccount" | "fields" | "scopes"> & Kept & { now: number };

/** The same account connected anew: whoever refreshes the old credential just now finds it gone. */
export function replaceCredential(tx: Tx, row: NewCredential): Promise<ConnectionRow | undefined> {
  return tx.row<ConnectionRow>(
    `update connections.connection set state = 'connected', account_name = $2, event_account = $10, fields = $3, scopes = $4, secret_id = $5, expires_at = ${at(6)},
       refresh_due_at = ${at(7)}, refreshed_at = ${at(8)}, tested_at = ${at(8)}, test_error = null, credential_version = credential_version + 1, lease_id = null,
       lease_until = '-infinity', failures = 0, cool_until = null, last_error = null, reason = null, since = null, check_due_at = null,
       check_refused_at = null, version = version + 1
     where id = $1 and state = any($9) returning ${columns}`,
    [
      row.id,
      row.accountName,
      JSON.stringify(row.fields),
      row.scopes,
      row.secretId,
      row.expiresAt,
      row.refreshDueAt,
      row.now,
      statesBefore("connect"),
      row.eventAccount,
    ],
  );
}

export function renameRow(tx: Tx, customerId: string, id: string, name: string): Promise<ConnectionRow | undefined> {
  return tx.row<ConnectionRow>(
    `update connections.connection set name = $3, version = version + 1 where customer_id = $1 and id = $2 and state <> 'disconnected' returning ${columns}`,
    [customerId, id, name],
  );
}

/** Someone asked that it ends: nobody refreshes it any more, and its tokens are given back as soon as may be. */
export function beginLeaving(tx: Tx, customerId: string, id: string, now: number): Promise<ConnectionRow | undefined> {
  return tx.row<ConnectionRow>(
    `update connections.connection set state = 'disconnecting', refresh_due_at = ${at(3)}, lease_id = null, lease_until = '-infinity', failures = 0,
       version = version + 1 where customer_id = $1 and id = $2 and state = any($4) returning ${columns}`,
    [customerId, id, now, statesBefore("disconnect")],
  );
}

export async function noteTest(tx: Tx, row: { id: string; error: string | null; now: number }): Promise<void> {
  await tx.run(`update connections.connection set tested_at = ${at(2)}, test_error = $3 where id = $1`, [row.id, row.now, row.error]);
}

/** When programs last used them; a minute's exactness is enough, and spares the row. */
export async function noteUse(tx: Tx, ids: readonly string[], now: number): Promise<void> {
  await tx.run(
    `update connections.connection set used_at = ${at(2)} where id = any($1) and (used_at is null or used_at < ${at(2)} - interval '1 minute')`,
    [ids, now],
  );
}
