import type { Tx } from "../../../base/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export async function claimIssuerRow(tx: Tx, name: string, hostId: string): Promise<void> {
  await tx.run("insert into identity.issuer (name, host_id) values ($1, $2) on conflict do nothing", [name, hostId]);
}

/** Shares the name's row until the transaction ends, so that it is freed before the new key or not at all. */
export async function isIssuerOfHost(tx: Tx, name: string, hostId: string): Promise<boolean> {
  return (await tx.row("select 1 from identity.issuer where name = $1 and host_id = $2 for share", [name, hostId])) !== undefined;
}

/** Gives a name up that no live key or key set of the host has any more. */
export async function freeIssuer(tx: Tx, name: string): Promise<void> {
  await tx.run("select identity.free_issuer($1)", [name]);
}

/** A public key as a set gives it. */
export type SetKey = Record<string, unknown> & { kid: string; alg: string };

export interface KeySetRow {
  id: string;
  sideId: string;
  issuer: string;
  url: string;
  keys: SetKey[];
  /** The last good answer. */
  fetchedAt: number | null;
  triedAt: number | null;
  settledAt: number | null;
  error: string | null;
  createdAt: number;
}

const columns = `id, side_id as "sideId", issuer, url, keys, fetched_at as "fetchedAt", tried_at as "triedAt", settled_at as "settledAt", error, created_at as "createdAt"`;

/** @returns undefined when the issuer has a set already. */
export function insertKeySet(
  tx: Tx,
  row: { id: string; sideId: string; issuer: string; url: string; keys: readonly SetKey[]; now: number },
): Promise<KeySetRow | undefined> {
  return tx.row<KeySetRow>(
    `insert into identity.key_set (id, side_id, issuer, url, keys, fetched_at, tried_at, settled_at, created_at)
     values ($1, $2, $3, $4, $5, ${at(6)}, ${at(6)}, ${at(6)}, ${at(6)}) on conflict (issuer) do nothing returning ${columns}`,
    [row.id, row.sideId, row.issuer, row.url, JSON.stringify(row.keys), row.now],
  );
}

export function listKeySetRows(tx: Tx, sideId: string): Promise<KeySetRow[]> {
  return tx.rows<KeySetRow>(`select ${columns} from identity.key_set where side_id = $1 order by id desc`, [sideId]);
}

export function findKeySetRow(tx: Tx, sideId: string, id: string): Promise<KeySetRow | undefined> {
  return tx.row<KeySetRow>(`select ${columns} from identity.key_set where side_id = $1 and id = $2`, [sideId, id]);
}

export function findKeySetOfIssuer(tx: Tx, issuer: string): Promise<KeySetRow | undefined> {
  return tx.row<KeySetRow>(`select ${columns} from identity.key_set where issuer = $1`, [issuer]);
}

export async function hasKeySet(tx: Tx, sideId: string, issuer: string): Promise<boolean> {
  return (await tx.row("select 1 from identity.key_set where side_id = $1 and issuer = $2", [sideId, issuer])) !== undefined;
}

/** Takes the right to ask the address: of many at once one, and none when somebody asked since. */
export async function claimKeySet(tx: Tx, id: string, now: number, unlessSince: number): Promise<boolean> {
  const claimed = await tx.run(
    `update identity.key_set set tried_at = ${at(2)} where id = $1 and (tried_at is null or tried_at <= ${at(3)})`,
    [id, now, unlessSince],
  );
  return claimed === 1;
}

/** What came of asking; keys stay as they were when there are none to put in their place. */
export async function settleKeySet(
  tx: Tx,
  id: string,
  outcome: { keys: readonly SetKey[] | null; error: string | null; now: number },
): Promise<void> {
  await tx.run(
    `update identity.key_set set settled_at = ${at(4)}, error = $3, keys = coalesce($2, keys),
       fetched_at = case when $2 is null then fetched_at else ${at(4)} end where id = $1`,
    [id, outcome.keys && JSON.stringify(outcome.keys), outcome.error, outcome.now],
  );
}

export function deleteKeySet(tx: Tx, sideId: string, id: string): Promise<{ issuer: string } | undefined> {
  return tx.row("delete from identity.key_set where side_id = $1 and id = $2 returning issuer", [sideId, id]);
}

/** Where a side's people may be shown the marketplace. */
export interface KeyPlaceRow {
  sideId: string;
  kind: "test" | "live";
  hostId: string;
  origins: string[];
}

export function findKeyPlace(tx: Tx, sideId: string): Promise<KeyPlaceRow | undefined> {
  return tx.row(
    `select s.id as "sideId", s.kind, h.id as "hostId", h.origins from identity.side s join identity.host h on h.id = s.host_id where s.id = $1`,
    [sideId],
  );
}
