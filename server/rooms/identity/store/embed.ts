import type { Tx } from "../../../base/index.ts";

/** A live key of this side alone. */
export function findKeyOfSide(tx: Tx, sideId: string, issuer: string, kid: string): Promise<{ jwk: Record<string, unknown> } | undefined> {
  return tx.row("select jwk from identity.side_key where side_id = $1 and issuer = $2 and kid = $3 and revoked_at is null", [
    sideId,
    issuer,
    kid,
  ]);
}

export async function isJtiUsed(tx: Tx, sideId: string, jti: string): Promise<boolean> {
  return (await tx.row("select 1 from identity.used_jti where side_id = $1 and jti = $2", [sideId, jti])) !== undefined;
}

export interface KeyPlaceRow {
  sideId: string;
  kind: "test" | "live";
  origins: string[];
}

/** Where the live key of (issuer, kid) leads: its side, and the origins of that side's host. */
export function findKeyPlace(tx: Tx, issuer: string, kid: string): Promise<KeyPlaceRow | undefined> {
  return tx.row(
    `select k.side_id as "sideId", s.kind, h.origins from identity.side_key k join identity.side s on s.id = k.side_id
       join identity.host h on h.id = s.host_id where k.issuer = $1 and k.kid = $2 and k.revoked_at is null`,
    [issuer, kid],
  );
}

/** Every origin that some host registered. */
export async function listOrigins(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ origin: string }>("select distinct unnest(origins) as origin from identity.host", []);
  return rows.map(({ origin }) => origin);
}
