import { arrayOf, type Tx } from "../../../base/index.ts";
import type { RunOwner, RunTarget } from "../states.ts";
import { isGone } from "./handed.ts";

/** Of times that passed while nobody looked: none is made up for, the last, or all up to a cap. */
export type Backfill = "none" | "last" | "all";

export interface ScheduleRow extends RunOwner {
  installationId: string;
  cron: string;
  zone: string;
  jitterSeconds: number;
  backfill: Backfill;
  active: boolean;
  nextDue: number | null;
}

const columns = `installation_id as "installationId", side_id as "sideId", customer_id as "customerId", publisher_id as "publisherId", cron, zone,
  jitter_seconds as "jitterSeconds", backfill, active, next_due as "nextDue"`;

/** Writes schedules as they are now, in installation order; one statement, however many. */
export async function putSchedules(tx: Tx, rows: readonly ScheduleRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `insert into runs.schedule as t (installation_id, side_id, customer_id, publisher_id, cron, zone, jitter_seconds, backfill, active, next_due, fire_at)
     select s."installationId", s."sideId", s."customerId", s."publisherId", s.cron, s.zone, s."jitterSeconds", s.backfill,
       s.active and s."nextDue" is not null, to_timestamp(s."nextDue" / 1000), to_timestamp(s."nextDue" / 1000) + s."jitterSeconds" * interval '1 s'
     from jsonb_to_recordset($1) as s ("installationId" uuid, "sideId" uuid, "customerId" uuid, "publisherId" uuid, cron text, zone text,
       "jitterSeconds" int, backfill text, active boolean, "nextDue" float8)
     order by 1
     on conflict (installation_id) do update set cron = excluded.cron, zone = excluded.zone, jitter_seconds = excluded.jitter_seconds,
       backfill = excluded.backfill, active = excluded.active, next_due = excluded.next_due, fire_at = excluded.fire_at, version = t.version + 1`,
    [JSON.stringify(rows)],
  );
}

export async function dropSchedules(tx: Tx, installationIds: readonly string[]): Promise<void> {
  if (installationIds.length === 0) return;
  await tx.run("delete from runs.schedule where installation_id = any($1)", [installationIds]);
}

export function listSchedules(tx: Tx, installationIds: readonly string[]): Promise<ScheduleRow[]> {
  return tx.rows<ScheduleRow>(`select ${columns} from runs.schedule where installation_id = any($1)`, [installationIds]);
}

/** The same, kept from firing until we commit: what was read is not written over a time that fired meanwhile. */
export function lockSchedules(tx: Tx, installationIds: readonly string[]): Promise<ScheduleRow[]> {
  return tx.rows<ScheduleRow>(`select ${columns} from runs.schedule where installation_id = any($1) order by installation_id for update`, [
    installationIds,
  ]);
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
  await tx.named(
    "runs-advance-schedules",
    `update runs.schedule t set next_due = to_timestamp(s.next_due / 1000), fire_at = to_timestamp(s.next_due / 1000) + t.jitter_seconds * interval '1 s',
       active = s.active and s.next_due is not null, version = t.version + 1
     from unnest($1::uuid[], $2::float8[], $3::boolean[]) as s (installation_id, next_due, active) where t.installation_id = s.installation_id`,
    [
      arrayOf(steps.map((step) => step.installationId)),
      arrayOf(steps.map((step) => step.nextDue)),
      arrayOf(steps.map((step) => String(step.active))),
    ],
  );
}

/** What a run of an active installation needs to be queued. */
export interface DueTarget extends RunTarget {
  releaseId: string;
}

/** Those of the installations that are active: only ids, since a schedule's run reads its config when it starts. */
export function listActiveTargets(tx: Tx, installationIds: readonly string[]): Promise<DueTarget[]> {
  return tx.named<DueTarget>(
    "runs-due-targets",
    `select i.id as "installationId", i.side_id as "sideId", s.host_id as "hostId", i.customer_id as "customerId", i.publisher_id as "publisherId",
       i.integration_id as "integrationId", i.release_id as "releaseId"
     from installs.v_installation i join identity.v_side s on s.id = i.side_id where i.id = any($1::uuid[]) and i.state = 'active'`,
    [arrayOf(installationIds)],
  );
}

/** When something next becomes due, and whether runners are to be given up; what one round of the scheduler asks when it idles. */
export interface Outlook {
  fireAt: number | null;
  retryAt: number | null;
  runnersLost: boolean;
}

export async function readOutlook(tx: Tx): Promise<Outlook> {
  const row = await tx.row<Outlook>(
    `select (select min(fire_at) from runs.schedule where active) as "fireAt", (select min(due_at) from runs.ready where standing = 'later') as "retryAt",
       exists (select from runs.runner where state <> 'gone' and lease_until < clock_timestamp())
       or exists (select from runs.handed h where ${isGone("h.runner_id")}) as "runnersLost"`,
  );
  return row ?? { fireAt: null, retryAt: null, runnersLost: false };
}

export async function dropHooks(tx: Tx, installationIds: readonly string[]): Promise<{ secretId: string; customerId: string }[]> {
  return tx.rows(`delete from runs.hook where installation_id = any($1) returning secret_id as "secretId", customer_id as "customerId"`, [
    installationIds,
  ]);
}
