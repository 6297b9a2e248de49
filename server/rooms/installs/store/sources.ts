import type { InstallSource } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

export interface SourceRow {
  listingId: string;
  title: string;
  /** Null: from before this was kept. */
  source: InstallSource | null;
  installs: number;
}

/** Installations made since the first id that could be made then, by listing and source; of a side, a publisher, or all. */
export function sumSources(tx: Tx, of: { sideId: string | null; publisherId: string | null }, fromId: string): Promise<SourceRow[]> {
  return tx.rows(
    `select i.listing_id as "listingId", l.title, i.source, count(*)::int as installs
     from installs.installation i join catalog.v_listing l on l.id = i.listing_id
     where ($1::uuid is null or i.side_id = $1) and ($2::uuid is null or i.publisher_id = $2) and i.id >= $3
     group by 1, 2, 3 order by 4 desc limit 5000`,
    [of.sideId, of.publisherId, fromId],
  );
}
