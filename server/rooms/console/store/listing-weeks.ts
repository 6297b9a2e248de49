import type { Tx } from "../../../base/index.ts";

const week = (column: string): string => `date_trunc('week', ${column})::date::text`;

export interface WeekRuns {
  integrationId: string;
  week: string;
  result: string;
  runs: number;
}

/** Ended runs of a side's listings by week (its Monday, UTC) and result, since a Monday. */
export function sumWeekRuns(tx: Tx, sideId: string, since: string): Promise<WeekRuns[]> {
  return tx.rows<WeekRuns>(
    `select integration_id as "integrationId", ${week("day::timestamp")} as week, result, sum(runs)::bigint as runs from runs.v_listing_day
     where side_id = $1 and day >= $2::date group by 1, 2, 3`,
    [sideId, since],
  );
}

export interface WeekInstalls {
  listingId: string;
  week: string;
  installed: number;
  removed: number;
}

/** Installations made and removed by week, since a Monday. @param fromId the first id that could be made then */
export function sumWeekInstalls(tx: Tx, sideId: string, since: string, fromId: string): Promise<WeekInstalls[]> {
  return tx.rows<WeekInstalls>(
    `select listing_id as "listingId", ${week("at at time zone 'UTC'")} as week, sum(installed)::int as installed, sum(removed)::int as removed from (
       select listing_id, created_at as at, 1 as installed, 0 as removed from installs.v_installation where side_id = $1 and id >= $3
       union all
       select listing_id, removed_at, 0, 1 from installs.v_installation where side_id = $1 and removed_at >= $2::date at time zone 'UTC') e group by 1, 2`,
    [sideId, since, fromId],
  );
}

export interface ListingNow {
  listingId: string;
  integrationId: string;
  title: string;
  publisher: string;
  installations: number;
}

/** A side's listings that were ever published, with their installations now. */
export function listListingsNow(tx: Tx, sideId: string): Promise<ListingNow[]> {
  return tx.rows<ListingNow>(
    `select l.id as "listingId", l.integration_id as "integrationId", l.title, l.publisher_name as publisher, coalesce(n.installations, 0) as installations
     from catalog.v_listing l left join (select listing_id, count(*)::int as installations from installs.v_installation
       where side_id = $1 and state <> 'removed' group by 1) n on n.listing_id = l.id
     where l.side_id = $1 and l.published_at is not null order by l.title, l.id limit 1000`,
    [sideId],
  );
}
