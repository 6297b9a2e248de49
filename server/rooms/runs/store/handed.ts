import { arrayOf, type Tx } from "../../../base/index.ts";
import type { ClaimedRun } from "../states.ts";

export const claimed = `t.run_id as "runId", t.kind, t.mode, t.trigger_kind as "triggerKind", t.attempt, t.failures, t.losses, t.runner_id as "runnerId",
  t.trigger_count as "triggerCount", t.queued_at as "queuedAt", t.claimed_at as "claimedAt", t.scheduled_for as "scheduledFor", t.cancel_at as "cancelAt",
  t.last_class as "lastClass", t.state_before as "stateBefore", t.side_id as "sideId", t.host_id as "hostId", t.customer_id as "customerId",
  t.publisher_id as "publisherId", t.integration_id as "integrationId", t.installation_id as "installationId", t.account_key as "accountKey",
  t.line_id as "lineId", t.priority, t.ready_at as "readyAt"`;

/**
 * Runs that claims gave to runners and that still run, as `t`: each looked up by its key, however many wait. @param of a condition on `c`, what claims
 * wrote, and `` for all
 */
export function handedRuns(of: string): string {
  return `(select distinct c.runner_id, i.id from runs.handed c cross join lateral unnest(c.run_ids) as i (id) ${of}) h cross join lateral
    (select * from runs.ready r where r.run_id = h.id and r.runner_id = h.runner_id and r.state = 'running' offset 0) t`;
}

/** What a runner was given, by claim. */
export function listHanded(tx: Tx, runnerId: string): Promise<{ id: number; runs: number }[]> {
  return tx.named("runs-handed", "select id, cardinality(run_ids) as runs from runs.handed where runner_id = $1", [runnerId]);
}

/** What a runner holds now, by what it was given: new claims, and cancellations asked for. */
export function listHeld(tx: Tx, runnerId: string): Promise<ClaimedRun[]> {
  return tx.named<ClaimedRun>("runs-held", `select ${claimed} from ${handedRuns("where c.runner_id = $1")}`, [runnerId]);
}

/** The same by a look at every open run: a release before this one claims without noting it. */
export function listHeldAnyhow(tx: Tx, runnerId: string): Promise<ClaimedRun[]> {
  return tx.rows<ClaimedRun>(`select ${claimed} from runs.ready t where t.runner_id = $1 and t.state = 'running'`, [runnerId]);
}

/** One note of what a runner holds instead of several of what it was given. */
export async function replaceHanded(tx: Tx, runnerId: string, ids: readonly number[], runIds: readonly string[]): Promise<void> {
  await tx.run("delete from runs.handed where id = any($1::bigint[])", [ids]);
  if (runIds.length > 0) await tx.run("insert into runs.handed (runner_id, run_ids) values ($1, $2::uuid[])", [runnerId, arrayOf(runIds)]);
}

/** Runners that are gone, or were never there, and were given something. */
export async function findOrphaned(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select distinct h.runner_id as id from runs.handed h where not exists (select from runs.runner r where r.id = h.runner_id and r.state <> 'gone')`,
  );
  return rows.map((row) => row.id);
}

/** Notes what runs with a runner that is gone and that nobody noted, as claims of a release from before. Looks at every open run. */
export async function noteOrphans(tx: Tx): Promise<void> {
  await tx.run(
    `insert into runs.handed (runner_id, run_ids) select t.runner_id, array_agg(t.run_id) from runs.ready t where t.state = 'running'
       and not exists (select from runs.runner r where r.id = t.runner_id and r.state <> 'gone')
       and not exists (select from runs.handed h where h.runner_id = t.runner_id) group by t.runner_id`,
  );
}

/** Nothing is with these runners any more. */
export async function forgetHanded(tx: Tx, runnerIds: readonly string[]): Promise<void> {
  await tx.run("delete from runs.handed where runner_id = any($1)", [runnerIds]);
}
