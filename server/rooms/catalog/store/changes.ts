import type { Tx } from "../../../base/index.ts";

export interface ChangeRow {
  releaseId: string;
  number: number;
  version: string;
  notes: string | null;
  createdAt: number;
}

/** Releases that were stable, up to a number, the newest first. */
export function listChangeRows(tx: Tx, of: { integrationId: string; upTo: number; limit: number }): Promise<ChangeRow[]> {
  return tx.rows(
    `select r.id as "releaseId", r.number, r.version_text as version, n.notes, r.created_at as "createdAt"
     from catalog.stable_release s join catalog.release r on r.id = s.release_id left join catalog.release_note n on n.release_id = r.id
     where s.integration_id = $1 and s.number <= $2 order by s.number desc limit $3`,
    [of.integrationId, of.upTo, of.limit],
  );
}

export interface NewNote {
  releaseId: string;
  integrationId: string;
  publisherId: string;
  notes: string;
  now: number;
}

export async function putNote(tx: Tx, row: NewNote): Promise<void> {
  await tx.run(
    `insert into catalog.release_note (release_id, integration_id, publisher_id, notes, written_at) values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))
     on conflict (release_id) do update set notes = excluded.notes, written_at = excluded.written_at`,
    [row.releaseId, row.integrationId, row.publisherId, row.notes, row.now],
  );
}
