import { arrayOf, momentIn, orNothing, rowText, RowText, type Tx } from "../../../base/index.ts";
import type { ClaimedRun } from "../states.ts";

/** What is told of a run that a runner has, as the text of one row: a claim tells of hundreds. */
export const claimed = rowText(
  "t.run_id, t.kind, t.mode, t.trigger_kind, t.attempt, t.failures, t.losses, t.runner_id, t.trigger_count",
  momentIn("t.queued_at"),
  momentIn("t.claimed_at"),
  orNothing(momentIn("t.scheduled_for")),
  orNothing(momentIn("t.cancel_at")),
  orNothing("t.last_class"),
  orNothing("t.state_before"),
  "t.side_id, t.host_id, t.customer_id, t.publisher_id, t.integration_id, t.installation_id, t.account_key, t.line_id, t.priority",
  momentIn("t.ready_at"),
);

export interface ClaimedText {
  row: string;
}

/** In the order of `claimed`. */
export function toClaimed(told: ClaimedText): ClaimedRun {
  const row = new RowText(told);
  return {
    runId: row.word(),
    kind: row.word() as ClaimedRun["kind"],
    mode: row.word() as ClaimedRun["mode"],
    triggerKind: row.word() as ClaimedRun["triggerKind"],
    attempt: row.number(),
    failures: row.number(),
    losses: row.number(),
    runnerId: row.word(),
    triggerCount: row.number(),
    queuedAt: row.moment(),
    claimedAt: row.moment(),
    scheduledFor: row.momentOrNull(),
    cancelAt: row.momentOrNull(),
    lastClass: row.wordOrNull() as ClaimedRun["lastClass"],
    stateBefore: row.numberOrNull(),
    sideId: row.word(),
    hostId: row.word(),
    customerId: row.word(),
    publisherId: row.word(),
    integrationId: row.word(),
    installationId: row.word(),
    accountKey: row.word(),
    lineId: row.word(),
    priority: row.number(),
    readyAt: row.moment(),
  };
}

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
export async function listHeld(tx: Tx, runnerId: string): Promise<ClaimedRun[]> {
  const rows = await tx.named<ClaimedText>("runs-held", `select ${claimed} from ${handedRuns("where c.runner_id = $1")}`, [runnerId]);
  return rows.map(toClaimed);
}

/** The same by a look at every open run: a release before this one claims without noting it. */
export async function listHeldAnyhow(tx: Tx, runnerId: string): Promise<ClaimedRun[]> {
  const rows = await tx.rows<ClaimedText>(`select ${claimed} from runs.ready t where t.runner_id = $1 and t.state = 'running'`, [runnerId]);
  return rows.map(toClaimed);
}

/** One note of what a runner holds instead of several of what it was given. */
export async function replaceHanded(tx: Tx, runnerId: string, ids: readonly number[], runIds: readonly string[]): Promise<void> {
  await tx.run("delete from runs.handed where id = any($1::bigint[])", [ids]);
  if (runIds.length > 0) await tx.run("insert into runs.handed (runner_id, run_ids) values ($1, $2::uuid[])", [runnerId, arrayOf(runIds)]);
}

/** A part of a statement: nobody is there under this id any more, or ever was. */
export const isGone = (id: string): string => `not exists (select from runs.runner r where r.id = ${id} and r.state <> 'gone')`;

/** Runners that are gone, or were never there, and were given something. */
export async function findOrphaned(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(`select distinct h.runner_id as id from runs.handed h where ${isGone("h.runner_id")}`);
  return rows.map((row) => row.id);
}

/** Notes what runs with a runner that is gone and that nobody noted, as claims of a release from before. Looks at every open run. */
export async function noteOrphans(tx: Tx): Promise<void> {
  await tx.run(
    `insert into runs.handed (runner_id, run_ids) select t.runner_id, array_agg(t.run_id) from runs.ready t where t.state = 'running'
       and ${isGone("t.runner_id")}
       and not exists (select from runs.handed h where h.runner_id = t.runner_id) group by t.runner_id`,
  );
}

/** Nothing is with these runners any more. */
export async function forgetHanded(tx: Tx, runnerIds: readonly string[]): Promise<void> {
  await tx.run("delete from runs.handed where runner_id = any($1)", [runnerIds]);
}
