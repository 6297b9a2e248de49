import type { Tx } from "../../../base/index.ts";
import { statesBefore } from "../states.ts";
import type { Kept } from "./connections.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

/** Takes the right to refresh, if nobody has it and the credential is the one that was read. The database's clock says for how long. */
export async function takeLease(
  tx: Tx,
  lease: { id: string; leaseId: string; credentialVersion: number; leaseMs: number },
): Promise<boolean> {
  const rows = await tx.run(
    `update connections.connection set lease_id = $2, lease_until = now() + $4::float8 * interval '1 ms'
     where id = $1 and state = 'connected' and credential_version = $3 and lease_until < now()`,
    [lease.id, lease.leaseId, lease.credentialVersion, lease.leaseMs],
  );
  return rows === 1;
}

/** The new credential, before anybody uses it. @returns false when the lease is not ours any more */
export async function keepRefreshed(tx: Tx, row: { id: string; leaseId: string; now: number } & Kept): Promise<boolean> {
  const rows = await tx.run(
    `update connections.connection set secret_id = $3, expires_at = ${at(4)}, refresh_due_at = ${at(5)}, refreshed_at = ${at(6)},
       credential_version = credential_version + 1, failures = 0, cool_until = null, last_error = null, lease_id = null, lease_until = '-infinity',
       check_due_at = ${at(6)} + interval '20 hours', check_refused_at = null
     where id = $1 and lease_id = $2 and state = 'connected'`,
    [row.id, row.leaseId, row.secretId, row.expiresAt, row.refreshDueAt, row.now],
  );
  return rows === 1;
}

/** The provider will not have it any more. @returns the counter after, for the fact; undefined when the lease is not ours any more */
export function loseAccount(
  tx: Tx,
  row: { id: string; leaseId: string; reason: string; now: number },
): Promise<{ version: number; customerId: string; sideId: string; name: string } | undefined> {
  return tx.row(
    `update connections.connection set state = 'needs_reauth', reason = $3, since = ${at(4)}, refresh_due_at = null, lease_id = null,
       lease_until = '-infinity', version = version + 1
     where id = $1 and lease_id = $2 and state = any($5) returning version, customer_id as "customerId", side_id as "sideId", name`,
    [row.id, row.leaseId, row.reason, row.now, statesBefore("lose")],
  );
}

/** It did not work now: nobody asks again before `coolUntil`. */
export async function coolDown(tx: Tx, row: { id: string; leaseId: string; error: string; coolUntil: number }): Promise<void> {
  await tx.run(
    `update connections.connection set failures = failures + 1, last_error = $3, cool_until = ${at(4)}, refresh_due_at = ${at(4)}, lease_id = null,
       lease_until = '-infinity' where id = $1 and lease_id = $2`,
    [row.id, row.leaseId, row.error, row.coolUntil],
  );
}

/** Connections whose token is to be fetched anew now. */
export function listDue(tx: Tx, now: number, limit: number): Promise<{ id: string }[]> {
  return tx.rows(
    `select id from connections.connection where state = 'connected' and refresh_due_at <= ${at(1)} and lease_until < now()
     order by refresh_due_at limit $2 for update skip locked`,
    [now, limit],
  );
}

/** Connections that are to be given back now, taken by this process for a while. */
export function takeLeaving(tx: Tx, lease: { now: number; leaseId: string; leaseMs: number; limit: number }): Promise<{ id: string }[]> {
  return tx.rows(
    `update connections.connection set lease_id = $2, lease_until = now() + $3::float8 * interval '1 ms' where id in
       (select id from connections.connection where state = 'disconnecting' and refresh_due_at <= ${at(1)} and lease_until < now()
        order by refresh_due_at limit $4 for update skip locked) returning id`,
    [lease.now, lease.leaseId, lease.leaseMs, lease.limit],
  );
}

/** Its secret is erased by whoever calls. */
export function endConnection(
  tx: Tx,
  row: { id: string; leaseId: string; now: number },
): Promise<{ version: number; customerId: string; sideId: string; secretId: string | null } | undefined> {
  return tx.row(
    `update connections.connection c set state = 'disconnected', secret_id = null, ended_at = ${at(3)}, refresh_due_at = null, lease_id = null,
       lease_until = '-infinity', version = c.version + 1 from connections.connection b
     where c.id = $1 and b.id = c.id and c.lease_id = $2 and c.state = any($4)
     returning c.version, c.customer_id as "customerId", c.side_id as "sideId", b.secret_id as "secretId"`,
    [row.id, row.leaseId, row.now, statesBefore("revoke")],
  );
}

export async function leaveLater(tx: Tx, row: { id: string; leaseId: string; error: string; dueAt: number }): Promise<void> {
  await tx.run(
    `update connections.connection set failures = failures + 1, last_error = $3, refresh_due_at = ${at(4)}, lease_id = null, lease_until = '-infinity'
     where id = $1 and lease_id = $2`,
    [row.id, row.leaseId, row.error, row.dueAt],
  );
}
