import type { Tx } from "../../../base/index.ts";
import type { InstallationOf } from "./installations.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

/** False: it came before. Two of one event at once: the second waits for the first. */
export async function noteEvent(tx: Tx, event: { addressId: string; key: Buffer; now: number }): Promise<boolean> {
  const count = await tx.run(
    `insert into runs.event_seen (address_id, key, received_at) values ($1, $2, ${at(3)}) on conflict do nothing`,
    [event.addressId, event.key, event.now],
  );
  return count === 1;
}

/** Forgets events that came before `before`, a page at a time. */
export function forgetEvents(tx: Tx, before: number, limit: number): Promise<number> {
  return tx.run(
    `delete from runs.event_seen where (address_id, key) in (select address_id, key from runs.event_seen where received_at < ${at(1)} order by received_at limit $2)`,
    [before, limit],
  );
}

/** Forgets counts of days before. */
export function forgetEventDays(tx: Tx, before: number): Promise<number> {
  return tx.run(`delete from runs.event_day where day < (${at(1)} at time zone 'UTC')::date`, [before]);
}

/**
 * Engine scope: the running installations of an integration at a side whose connection, made with this app, has the account. A connection
 * that must be connected anew counts no more: its account may have another holder by now. `byField`: no account is known by its id.
 */
export function listReached(
  tx: Tx,
  of: { account: string; byField: boolean; provider: string; appId: string | null; sideId: string; integrationId: string; limit: number },
): Promise<InstallationOf[]> {
  return tx.rows<InstallationOf>(
    `select i.id as "installationId", i.side_id as "sideId", i.customer_id as "customerId", i.publisher_id as "publisherId", i.integration_id as "integrationId",
       i.release_id as "releaseId", i.state, i.name, i.share_logs as "shareLogs", i.language, s.host_id as "hostId", null::uuid as "accountId"
     from installs.v_installation i join identity.v_side s on s.id = i.side_id
     where i.id in (select a.installation_id from connections.v_connection c join installs.v_account a on a.connection_id = c.id and a.customer_id = c.customer_id
         where c.event_account = $1 and c.provider = $2 and c.app_id is not distinct from $3 and c.state = 'connected' and c.side_id = $4 and (not $7 or c.named_account is not null))
       and i.integration_id = $5 and i.side_id = $4 and i.state = 'active'
     order by i.id limit $6`,
    [of.account, of.provider, of.appId, of.sideId, of.integrationId, of.limit, of.byField],
  );
}
