import type { Tx } from "../../../base/index.ts";
import type { RunOwner } from "../states.ts";

export interface ScheduleRow extends RunOwner {
  installationId: string;
  cron: string;
  zone: string;
  jitterSeconds: number;
  backfill: "none" | "last";
  active: boolean;
  nextDue: number | null;
}

const columns = `installation_id as "installationId", side_id as "sideId", customer_id as "customerId", publisher_id as "publisherId", cron, zone,
  jitter_seconds as "jitterSeconds", backfill, active, next_due as "nextDue"`;

export async function putSchedule(tx: Tx, row: Omit<ScheduleRow, "backfill">): Promise<void> {
  await tx.run(
    `insert into runs.schedule as s (installation_id, side_id, customer_id, publisher_id, cron, zone, jitter_seconds, active, next_due, fire_at)
     values ($1, $2, $3, $4, $5, $6, $7::int, $8 and $9::float8 is not null, to_timestamp($9::float8 / 1000), to_timestamp($9::float8 / 1000) + $7::int * interval '1 s')
     on conflict (installation_id) do update set cron = excluded.cron, zone = excluded.zone, jitter_seconds = excluded.jitter_seconds, active = excluded.active,
       next_due = excluded.next_due, fire_at = excluded.fire_at, version = s.version + 1`,
    [row.installationId, row.sideId, row.customerId, row.publisherId, row.cron, row.zone, row.jitterSeconds, row.active, row.nextDue],
  );
}

export async function dropSchedules(tx: Tx, installationIds: readonly string[]): Promise<void> {
  await tx.run("delete from runs.schedule where installation_id = any($1)", [installationIds]);
}

export function findSchedule(tx: Tx, installationId: string): Promise<ScheduleRow | undefined> {
  return tx.row<ScheduleRow>(`select ${columns} from runs.schedule where installation_id = $1`, [installationId]);
}

/** Locks schedules whose time has come, the longest due first; others' are passed over. */
export function lockDueSchedules(tx: Tx, now: number, limit: number): Promise<ScheduleRow[]> {
  return tx.rows<ScheduleRow>(
    `select ${columns} from runs.schedule where active and fire_at <= to_timestamp($1::float8 / 1000) order by fire_at limit $2 for update skip locked`,
    [now, limit],
  );
}

/** Moves schedules on to their next time; null ends them. */
export async function advanceSchedules(
  tx: Tx,
  steps: readonly { installationId: string; nextDue: number | null; active: boolean }[],
): Promise<void> {
  if (steps.length === 0) return;
  await tx.run(
    `update runs.schedule t set next_due = to_timestamp(s."nextDue" / 1000), fire_at = to_timestamp(s."nextDue" / 1000) + t.jitter_seconds * interval '1 s',
       active = s.active and s."nextDue" is not null, version = t.version + 1
     from jsonb_to_recordset($1) as s ("installationId" uuid, "nextDue" float8, active boolean) where t.installation_id = s."installationId"`,
    [JSON.stringify(steps)],
  );
}

export async function dropHooks(tx: Tx, installationIds: readonly string[]): Promise<{ secretId: string; customerId: string }[]> {
  return tx.rows(`delete from runs.hook where installation_id = any($1) returning secret_id as "secretId", customer_id as "customerId"`, [
    installationIds,
  ]);
}
