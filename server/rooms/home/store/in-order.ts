import type { Waits } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";
import type { Tenant } from "./health.ts";

/** Where a row stands: what needs somebody first, then by its name. */
export interface Place {
  rank: number;
  id: string;
}

/** Rank of those that need nobody. */
export const lastRank = 3;

export interface OrderFilter {
  state: string | null;
  integrationId: string | null;
  customerId: string | null;
  like: string | null;
  /** Only those that need somebody. */
  needs: boolean;
  after: Place | null;
  limit: number;
}

const of = (table: string): string =>
  `($1::uuid is null or ${table}.customer_id = $1) and ($2::uuid is null or ${table}.publisher_id = $2) and ($3::uuid is null or ${table}.side_id = $3)`;

/** What is asked for of an installation i, beside whose it is. */
const asked = `i.erased_at is null and (case when $4::text is null then i.state <> 'removed' else i.state = $4 end)
  and ($5::uuid is null or i.integration_id = $5) and ($6::uuid is null or i.customer_id = $6)
  and ($7::text is null or i.name ilike $7 or exists (select from identity.v_customer c where c.id = i.customer_id and c.name ilike $7)
    or exists (select from catalog.v_integration n where n.id = i.integration_id and n.name ilike $7)
    or exists (select from catalog.v_listing l where l.id = i.listing_id and l.title ilike $7))`;

/** Failing 0, waiting for somebody 1, silent 2: each by an index of what is so, however many are well. One that is paused fails nobody. */
const needing = `select i.id, min(n.rank) as rank, i.sort_name as name from (
      select h.installation_id as id, s.rank from home.health h cross join lateral (values (0, h.failing_since), (2, h.silent_since)) s (rank, since)
        where ${of("h")} and (h.failing_since is not null or h.silent_since is not null) and s.since is not null
      union all select h.id, 1 from installs.v_installation h where ${of("h")} and (h.state = 'draft' or (h.waiting_release_id is not null and h.state <> 'removed'))
      union all select h.installation_id, 1 from installs.v_widened h where ${of("h")}
      union all select a.installation_id, 1 from connections.v_connection h join installs.v_account a on a.connection_id = h.id
        where h.state = 'needs_reauth' and ($1::uuid is null or h.customer_id = $1) and $2::uuid is null and ($3::uuid is null or h.side_id = $3)) n
    join installs.v_installation i on i.id = n.id where ${asked} and not (n.rank = 0 and i.state <> 'active') group by i.id, i.sort_name`;

/** What the last row of the page before is called. */
const before = `(select b.sort_name from installs.v_installation b where b.id = $9 and ${of("b")})`;

/** A page of installations. Those that are well are read by the index of names, and only as far as the page goes. */
export function listInOrder(tx: Tx, { customerId, publisherId, sideId }: Tenant, filter: OrderFilter): Promise<Place[]> {
  const { after } = filter;
  return tx.rows<Place>(
    `with needing as materialized (${needing}),
     first as (select id, rank, name from needing where $8::int is null or (rank, name, id) > ($8, ${before}, $9::uuid) order by rank, name, id limit $10),
     well as (select i.id, ${lastRank} as rank, i.sort_name as name from installs.v_installation i
       where not $11::boolean and ${of("i")} and ${asked} and i.id not in (select id from needing)
         and ($8::int is null or $8 < ${lastRank} or (i.sort_name, i.id) > (${before}, $9::uuid)) order by i.sort_name, i.id limit $10)
     select id, rank from (select * from first union all select * from well) p order by rank, name, id limit $10`,
    [
      customerId,
      publisherId,
      sideId,
      filter.state,
      filter.integrationId,
      filter.customerId,
      filter.like,
      after?.rank ?? null,
      after?.id ?? null,
      filter.limit,
      filter.needs,
    ],
  );
}

/** What of these waits for somebody of the customer, and for what. */
export async function readWaits(tx: Tx, tenant: Tenant, installationIds: readonly string[]): Promise<Map<string, Waits>> {
  const rows = await tx.rows<{ id: string; waits: Waits | null }>(
    `select i.id, case when i.state = 'draft' then 'set-up'
       when exists (select from installs.v_account a join connections.v_connection c on c.id = a.connection_id
         where a.installation_id = i.id and c.state = 'needs_reauth') then 'sign-in'
       when i.waiting_release_id is not null then 'consent'
       when exists (select from installs.v_widened w where w.installation_id = i.id) then 'action' end as waits
     from installs.v_installation i where ${of("i")} and i.state <> 'removed' and i.id = any($4)`,
    [tenant.customerId, tenant.publisherId, tenant.sideId, installationIds],
  );
  return new Map(rows.flatMap(({ id, waits }) => (waits === null ? [] : [[id, waits] as const])));
}
