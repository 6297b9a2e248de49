import type { SynonymPair } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

export interface SynonymRow {
  pairs: SynonymPair[];
  setAt: number;
}

export function findSynonyms(tx: Tx, sideId: string, lock = false): Promise<SynonymRow | undefined> {
  return tx.row<SynonymRow>(`select pairs, set_at as "setAt" from catalog.synonym where side_id = $1${lock ? " for update" : ""}`, [
    sideId,
  ]);
}

/** As a search compares them. */
export async function findFolded(tx: Tx, sideId: string): Promise<[string, string][]> {
  const row = await tx.row<{ folded: [string, string][] }>("select folded from catalog.synonym where side_id = $1", [sideId]);
  return row?.folded ?? [];
}

/** In place of those before. @returns the version */
export async function saveSynonyms(
  tx: Tx,
  sideId: string,
  row: { pairs: readonly SynonymPair[]; folded: readonly [string, string][]; now: number },
): Promise<number> {
  const saved = await tx.row<{ version: number }>(
    `insert into catalog.synonym (side_id, pairs, folded, set_at) values ($1, $2::jsonb, $3::jsonb, to_timestamp($4::float8 / 1000))
     on conflict (side_id) do update set pairs = excluded.pairs, folded = excluded.folded, set_at = excluded.set_at, version = synonym.version + 1
     returning version`,
    [sideId, JSON.stringify(row.pairs), JSON.stringify(row.folded), row.now],
  );
  return saved?.version ?? 1;
}
