import type { Tx } from "../../../base/index.ts";

export interface GrantRow {
  action: string;
  scopes: string[];
  grantedAt: number;
  revokedAt: number | null;
}

interface Owner {
  id: string;
  customerId: string;
  sideId: string;
  publisherId: string;
}

/** Grants actions with what they cover now; `anew` also those that were taken back. @returns those granted */
export async function putGrants(
  tx: Tx,
  of: Owner,
  input: { actions: readonly { name: string; scopes: readonly string[] }[]; now: number; anew: boolean },
): Promise<{ name: string; scopes: string[] }[]> {
  return tx.rows(
    `insert into installs.action_grant as g (installation_id, customer_id, side_id, publisher_id, action, scopes, granted_at)
     select $1, $2, $3, $4, a.name, a.scopes, to_timestamp($6::float8 / 1000) from jsonb_to_recordset($5::jsonb) as a (name text, scopes text[])
     on conflict (installation_id, action) do update set scopes = excluded.scopes, granted_at = excluded.granted_at, revoked_at = null, widened_at = null
       where $7 or g.revoked_at is null
     returning action as name, scopes`,
    [of.id, of.customerId, of.sideId, of.publisherId, JSON.stringify(input.actions), input.now, input.anew],
  );
}

/** @returns the actions that were allowed until now */
export async function revokeGrantRows(
  tx: Tx,
  of: { installationId: string; customerId: string },
  input: { actions: readonly string[]; now: number },
): Promise<string[]> {
  const rows = await tx.rows<{ action: string }>(
    `update installs.action_grant set revoked_at = to_timestamp($4::float8 / 1000), widened_at = null
     where installation_id = $1 and customer_id = $2 and action = any($3) and revoked_at is null returning action`,
    [of.installationId, of.customerId, input.actions, input.now],
  );
  return rows.map(({ action }) => action);
}

/** Read within the reader's scope. */
export function listGrantRows(tx: Tx, installationId: string): Promise<GrantRow[]> {
  return tx.named<GrantRow>(
    "installs-grants",
    `select action, scopes, granted_at as "grantedAt", revoked_at as "revokedAt" from installs.action_grant where installation_id = $1 order by action`,
    [installationId],
  );
}

/** For an engine: nothing of an installation that is removed, or whose customer is closed. */
export function listLiveGrants(tx: Tx, installationId: string): Promise<GrantRow[]> {
  return tx.named<GrantRow>(
    "installs-live-grants",
    `select g.action, g.scopes, g.granted_at as "grantedAt", g.revoked_at as "revokedAt"
     from installs.action_grant g join installs.installation i on i.id = g.installation_id join identity.v_customer c on c.id = i.customer_id
     where g.installation_id = $1 and i.state <> 'removed' and c.closed_at is null`,
    [installationId],
  );
}

/** Installations of a side that may do an action, by action; not those removed. */
export function countGrantRows(tx: Tx, sideId: string): Promise<{ action: string; count: number }[]> {
  return tx.rows(
    `select g.action, count(*)::int as count from installs.action_grant g join installs.installation i on i.id = g.installation_id and i.state <> 'removed'
     where g.side_id = $1 and g.revoked_at is null group by g.action`,
    [sideId],
  );
}

export function listSharingIds(tx: Tx, installationIds: readonly string[]): Promise<{ id: string }[]> {
  return tx.rows<{ id: string }>("select id from installs.v_installation where id = any($1) and share_logs", [installationIds]);
}
