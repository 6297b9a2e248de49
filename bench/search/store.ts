import type { Tx } from "../../server/base/index.ts";

/** Postgres alone: one English text, `websearch_to_tsquery`, `ts_rank`. */
export function plainSearch(tx: Tx, sideId: string, q: string): Promise<{ slug: string }[]> {
  return tx.rows(
    `select slug from (select l.integration_slug as slug, to_tsvector('english', concat_ws(' ', l.title, l.summary, l.description, array_to_string(l.categories, ' '), l.publisher_name)) as search
       from catalog.listing l where l.side_id = $1) as text, websearch_to_tsquery('english', $2) query
     where search @@ query order by ts_rank(search, query) desc limit 10`,
    [sideId, q],
  );
}

/** The same over a stored text, for its time. */
export function storedSearch(tx: Tx, sideId: string, q: string): Promise<{ slug: string }[]> {
  return tx.rows(
    `select l.integration_slug as slug from catalog.listing l, websearch_to_tsquery('english', $2) query
     where l.side_id = $1 and l.search @@ query order by ts_rank(l.search, query) desc limit 10`,
    [sideId, q],
  );
}
