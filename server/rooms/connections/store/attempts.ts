import type { Tx } from "../../../base/index.ts";
import { attemptStatesBefore, type AttemptState } from "../states.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

const before = (event: Parameters<typeof attemptStatesBefore>[0]): string =>
  `state in (${attemptStatesBefore(event)
    .map((state) => `'${state}'`)
    .join(", ")})`;

export interface AttemptRow {
  id: string;
  customerId: string;
  sideId: string;
  provider: string;
  appId: string | null;
  /** The connection that is connected anew. */
  connectionId: string | null;
  listingId: string | null;
  name: string | null;
  way: "window" | "link" | "device";
  scopes: string[];
  fields: Record<string, string>;
  state: AttemptState;
  error: string | null;
  /** Where its window stands and its provider sends browsers back to, whatever its app says meanwhile; null: as that says. */
  returnAddress: string | null;
  browserHash: Buffer | null;
  sealed: Buffer | null;
  tries: number;
  actorKind: "person" | "token" | "machine";
  actorId: string | null;
  resultId: string | null;
  createdAt: number;
  expiresAt: number;
}

const columns =
  "id customer_id side_id provider app_id connection_id listing_id name way scopes fields state error return_address browser_hash sealed tries actor_kind actor_id result_id created_at expires_at"
    .split(" ")
    .map((name) => `${name} as "${name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}"`)
    .join(", ");

export type NewAttempt = Omit<AttemptRow, "error" | "browserHash" | "tries" | "resultId"> & { codeHash: Buffer; pollDueAt: number | null };

export async function insertAttempt(tx: Tx, row: NewAttempt): Promise<void> {
  await tx.run(
    `insert into connections.attempt (id, customer_id, side_id, provider, app_id, connection_id, listing_id, name, way, scopes, fields, state, code_hash, sealed,
       poll_due_at, actor_kind, actor_id, created_at, expires_at, return_address)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, ${at(15)}, $16, $17, ${at(18)}, ${at(19)}, $20)`,
    [
      row.id,
      row.customerId,
      row.sideId,
      row.provider,
      row.appId,
      row.connectionId,
      row.listingId,
      row.name,
      row.way,
      row.scopes,
      JSON.stringify(row.fields),
      row.state,
      row.codeHash,
      row.sealed,
      row.pollDueAt,
      row.actorKind,
      row.actorId,
      row.createdAt,
      row.expiresAt,
      row.returnAddress,
    ],
  );
}

/** With what was connected, as its provider calls it. */
export function findAttempt(tx: Tx, customerId: string, id: string): Promise<(AttemptRow & { account: string | null }) | undefined> {
  return tx.row(
    `select ${columns}, (select coalesce(c.account_name, c.account_id) from connections.connection c where c.id = result_id) as account
     from connections.attempt where customer_id = $1 and id = $2`,
    [customerId, id],
  );
}

/** Engine scope: whoever holds the code. */
export function findByCode(tx: Tx, codeHash: Buffer, now: number): Promise<AttemptRow | undefined> {
  return tx.row<AttemptRow>(
    `select ${columns} from connections.attempt where code_hash = $1 and ${before("begin")} and expires_at > ${at(2)}`,
    [codeHash, now],
  );
}

/** Engine scope. One try more; undefined when it is spent, too old, or was tried too often. */
export function countTry(tx: Tx, codeHash: Buffer, most: number, now: number): Promise<AttemptRow | undefined> {
  return tx.row<AttemptRow>(
    `update connections.attempt set tries = tries + 1 where code_hash = $1 and ${before("begin")} and tries < $2 and expires_at > ${at(3)}
     returning ${columns}`,
    [codeHash, most, now],
  );
}

/** Engine scope: the browser goes to the provider's page; an earlier going of the same link counts no more. */
export async function beginAtProvider(
  tx: Tx,
  row: {
    id: string;
    stateHash: Buffer;
    browserHash: Buffer;
    sealed: Buffer;
    fields: Record<string, string>;
    returnAddress: string;
    expiresAt: number;
  },
): Promise<boolean> {
  const rows = await tx.run(
    `update connections.attempt set state = 'begun', state_hash = $2, browser_hash = $3, sealed = $4, fields = $5, expires_at = greatest(expires_at, ${at(6)}), return_address = $7, error = null
     where id = $1 and ${before("begin")}`,
    [row.id, row.stateHash, row.browserHash, row.sealed, JSON.stringify(row.fields), row.expiresAt, row.returnAddress],
  );
  return rows === 1;
}

/** Engine scope. Spends the state a browser came back with: it works once, and in the browser that began. */
export function spendState(tx: Tx, stateHash: Buffer, browserHash: Buffer, now: number): Promise<AttemptRow | undefined> {
  return tx.row<AttemptRow>(
    `update connections.attempt set state_hash = null where state_hash = $1 and browser_hash = $2 and state = 'begun' and expires_at > ${at(3)}
     returning ${columns}`,
    [stateHash, browserHash, now],
  );
}

/** @returns false when it is over already: whoever comes second has connected nothing */
export async function finishAttempt(tx: Tx, id: string, connectionId: string): Promise<boolean> {
  const rows = await tx.run(
    `update connections.attempt set state = 'done', result_id = $2, sealed = null, error = null where id = $1 and ${before("finish")}`,
    [id, connectionId],
  );
  return rows === 1;
}

/** A link stays open after a failure: its holder may try again. */
export async function noteFailure(tx: Tx, id: string, error: string): Promise<void> {
  await tx.run(
    `update connections.attempt set error = $2, state = case way when 'link' then state else 'failed' end where id = $1 and ${before("fail")}`,
    [id, error],
  );
}

/** Whose turn it is to ask the provider whether the code was typed; once an interval, whichever process. */
export async function takePoll(tx: Tx, id: string, everyMs: number, now: number): Promise<boolean> {
  const rows = await tx.run(
    `update connections.attempt set poll_due_at = ${at(2)} + $3::float8 * interval '1 ms' where id = $1 and state = 'begun' and poll_due_at <= ${at(2)}`,
    [id, now, everyMs],
  );
  return rows === 1;
}

export function sweepAttempts(tx: Tx, before: number): Promise<number> {
  return tx.run(`delete from connections.attempt where expires_at < ${at(1)}`, [before]);
}

/** Names for whoever opens a link: whose account it will be, and who asks. */
export function namesFor(
  tx: Tx,
  row: AttemptRow,
): Promise<{ customer: string; side: string | null; integration: string | null; askedBy: string | null } | undefined> {
  return tx.row(
    `select c.name as customer, (select s.kind from identity.v_side s where s.id = c.side_id) as side, (select l.title from catalog.v_listing l where l.id = $2) as integration,
       (select coalesce(p.name, p.email) from identity.v_person p where p.id = $3) as "askedBy"
     from identity.v_customer c where c.id = $1`,
    [row.customerId, row.listingId, row.actorKind === "person" ? row.actorId : null],
  );
}
