import { usualLanguage } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

export interface ChangeRow {
  releaseId: string;
  number: number;
  version: string;
  notes: string | null;
  createdAt: number;
}

/** Releases that were stable, up to a number, the newest first; what is new in the first of the reader's languages it is said in. */
export function listChangeRows(
  tx: Tx,
  of: { integrationId: string; upTo: number; limit: number; languages: readonly string[] },
): Promise<ChangeRow[]> {
  return tx.rows(
    `select r.id as "releaseId", r.number, r.version_text as version, r.created_at as "createdAt",
       coalesce((select case when l.code = w.language then n.notes else n.translations ->> l.code end
         from unnest($4::text[]) with ordinality as l (code, at) where l.code = w.language or n.translations ? l.code order by l.at limit 1), n.notes) as notes
     from catalog.stable_release s join catalog.release r on r.id = s.release_id left join catalog.release_note n on n.release_id = r.id
       cross join lateral (select coalesce(r.showcase ->> 'language', $5) as language) w
     where s.integration_id = $1 and s.number <= $2 order by s.number desc limit $3`,
    [of.integrationId, of.upTo, of.limit, of.languages, usualLanguage],
  );
}

export interface NewNote {
  releaseId: string;
  integrationId: string;
  publisherId: string;
  notes: string;
  translations: Record<string, string>;
  now: number;
}

export async function putNote(tx: Tx, row: NewNote): Promise<void> {
  await tx.run(
    `insert into catalog.release_note (release_id, integration_id, publisher_id, notes, written_at, translations)
       values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000), $6)
     on conflict (release_id) do update set notes = excluded.notes, written_at = excluded.written_at, translations = excluded.translations`,
    [row.releaseId, row.integrationId, row.publisherId, row.notes, row.now, JSON.stringify(row.translations)],
  );
}
