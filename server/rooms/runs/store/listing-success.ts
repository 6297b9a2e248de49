import type { Tx } from "../../../base/index.ts";

/** Engine scope: ended runs of a listing since a day, those with results that are `left` out. */
export async function sumListingRuns(
  tx: Tx,
  of: { sideId: string; integrationId: string; since: string },
  left: readonly string[],
): Promise<{ ended: number; succeeded: number }> {
  const row = await tx.row<{ ended: number; succeeded: number }>(
    `select coalesce(sum(runs), 0)::float8 as ended, coalesce(sum(runs) filter (where result = 'succeeded'), 0)::float8 as succeeded
     from runs.listing_day where side_id = $1 and integration_id = $2 and day >= $3::date and result <> all($4::text[])`,
    [of.sideId, of.integrationId, of.since, left],
  );
  return row ?? { ended: 0, succeeded: 0 };
}

/** Engine scope: how many customers had runs of it since a day, counted up to `most`. */
export async function countRunningCustomers(
  tx: Tx,
  of: { sideId: string; integrationId: string; since: string },
  most: number,
): Promise<number> {
  const row = await tx.row<{ count: number }>(
    `select count(*)::int as count from (select distinct i.customer_id from installs.v_installation i
       where i.side_id = $1 and i.integration_id = $2
         and exists (select from runs.installation_day d where d.installation_id = i.id and d.day >= $3::date and d.result <> 'cancelled') limit $4) c`,
    [of.sideId, of.integrationId, of.since, most],
  );
  return row?.count ?? 0;
}
