import type { Role, Tx } from "../../../base/index.ts";

/** SQL for a moment given as milliseconds since 1970 in parameter n. */
const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface NewLoginRow {
  id: string;
  secretHash: Buffer;
  codeHash: Buffer;
  device: string;
  address: string;
  now: number;
  expiresAt: number;
}

/** @returns 0 when the code is taken just now. */
export function insertLogin(tx: Tx, row: NewLoginRow): Promise<number> {
  return tx.run(
    `insert into identity.login (id, secret_hash, code_hash, device, address, created_at, expires_at)
     values ($1, $2, $3, $4, $5, ${at(6)}, ${at(7)}) on conflict do nothing`,
    [row.id, row.secretHash, row.codeHash, row.device, row.address, row.now, row.expiresAt],
  );
}

export function countLoginsFrom(tx: Tx, address: string, since: number): Promise<{ count: number } | undefined> {
  return tx.row(`select count(*)::int as count from identity.login where address = $1 and created_at > ${at(2)}`, [address, since]);
}

export interface WaitingLoginRow {
  id: string;
  device: string;
  address: string;
  createdAt: number;
  expiresAt: number;
}

export function findWaitingLogin(tx: Tx, codeHash: Buffer, now: number): Promise<WaitingLoginRow | undefined> {
  return tx.row<WaitingLoginRow>(
    `select id, device, address, created_at as "createdAt", expires_at as "expiresAt" from identity.login
     where code_hash = $1 and state = 'waiting' and expires_at > ${at(2)}`,
    [codeHash, now],
  );
}

export interface LoginSeat {
  kind: "operator" | "side" | "publisher" | "customer";
  id: string | undefined;
  roles: readonly Role[];
}

/** Decides a waiting login: of two decisions at once one finds the row. */
export function decideLoginRow(
  tx: Tx,
  input: { codeHash: Buffer; personId: string; seat: LoginSeat | undefined; now: number },
): Promise<{ id: string; device: string } | undefined> {
  const { seat } = input;
  return tx.row(
    `update identity.login set state = $3, person_id = $4, place_kind = $5, place_id = $6, roles = $7
     where code_hash = $1 and state = 'waiting' and expires_at > ${at(2)} returning id, device`,
    [input.codeHash, input.now, seat ? "approved" : "refused", input.personId, seat?.kind ?? null, seat?.id ?? null, seat?.roles ?? null],
  );
}

export interface ApprovedLoginRow {
  id: string;
  device: string;
  personId: string;
  kind: LoginSeat["kind"];
  placeId: string | null;
  roles: Role[];
}

/** Takes an approved login, once. */
export function takeLoginRow(tx: Tx, secretHash: Buffer, now: number): Promise<ApprovedLoginRow | undefined> {
  return tx.row<ApprovedLoginRow>(
    `update identity.login set state = 'taken' where secret_hash = $1 and state = 'approved' and expires_at > ${at(2)}
     returning id, device, person_id as "personId", place_kind as kind, place_id as "placeId", roles`,
    [secretHash, now],
  );
}

export function findLoginState(
  tx: Tx,
  secretHash: Buffer,
): Promise<{ state: "waiting" | "approved" | "refused" | "taken"; expiresAt: number } | undefined> {
  return tx.row(`select state, expires_at as "expiresAt" from identity.login where secret_hash = $1`, [secretHash]);
}

export async function insertGuess(tx: Tx, personId: string, now: number): Promise<void> {
  await tx.run(`insert into identity.login_guess (person_id, at) values ($1, ${at(2)})`, [personId, now]);
}

export function countGuesses(tx: Tx, personId: string, since: number): Promise<{ count: number } | undefined> {
  return tx.row(`select count(*)::int as count from identity.login_guess where person_id = $1 and at > ${at(2)}`, [personId, since]);
}

/** An hour later than they end: until then their terminal is told what became of them, and the limits count them. */
export async function sweepLogins(tx: Tx, now: number): Promise<number> {
  const hourAgo = now - 3_600_000;
  await tx.run(`delete from identity.login_guess where at < ${at(1)}`, [hourAgo]);
  return tx.run(`delete from identity.login where expires_at < ${at(1)}`, [hourAgo]);
}
