import type { Tx } from "../../../base/index.ts";

export interface CoveredAction {
  name: string;
  scopes: readonly string[];
}

const now = "(select name, scopes from jsonb_to_recordset($2::jsonb) as a (name text, scopes text[]))";

/** Grants that the side's actions as they are now cover more than, or no longer do, are marked so: judged once, however many. @returns of which installations, one for each grant */
export async function markWidened(tx: Tx, input: { sideId: string; actions: readonly CoveredAction[]; now: number }): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `with judged as (select g.installation_id, g.action, coalesce(not n.scopes <@ g.scopes, false) as wide from installs.action_grant g
         left join ${now} n on n.name = g.action where g.side_id = $1 and g.revoked_at is null),
       moved as (select j.* from judged j join installs.action_grant g using (installation_id, action) join installs.installation i on i.id = g.installation_id
         where i.state <> 'removed' and j.wide <> (g.widened_at is not null))
     update installs.action_grant g set widened_at = case when m.wide then to_timestamp($3::float8 / 1000) end from moved m
     where g.installation_id = m.installation_id and g.action = m.action returning g.installation_id as id`,
    [input.sideId, JSON.stringify(input.actions), input.now],
  );
  return rows.map(({ id }) => id);
}

/** How many installations would have to agree again, were these the side's actions. */
export async function countWidenedBy(tx: Tx, sideId: string, actions: readonly CoveredAction[]): Promise<number> {
  const row = await tx.row<{ count: number }>(
    `select count(distinct g.installation_id)::int as count from installs.action_grant g join ${now} n on n.name = g.action
       join installs.installation i on i.id = g.installation_id
     where g.side_id = $1 and g.revoked_at is null and i.state <> 'removed' and not n.scopes <@ g.scopes`,
    [sideId, JSON.stringify(actions)],
  );
  return row?.count ?? 0;
}

export interface WidenedRow {
  id: string;
  sideId: string;
  customerId: string;
  publisherId: string;
  version: number;
  integrationId: string;
  listingId: string;
  actions: string[];
}

/** Installations with those of their actions that cover more now. Engine scope. */
export function readWidened(tx: Tx, installationIds: readonly string[]): Promise<WidenedRow[]> {
  return tx.rows<WidenedRow>(
    `select i.id, i.side_id as "sideId", i.customer_id as "customerId", i.publisher_id as "publisherId", i.version, i.integration_id as "integrationId",
       i.listing_id as "listingId", array(select w.action from installs.v_widened w where w.installation_id = i.id order by 1) as actions
     from installs.installation i where i.id = any($1) order by i.id`,
    [installationIds],
  );
}
