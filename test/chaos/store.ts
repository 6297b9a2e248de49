import type { Tx } from "../../server/base/index.ts";

export interface EndedRun {
  runId: string;
  installationId: string;
  outcome: string;
  rule: string;
  sentence: string;
  attempts: number;
  created: number;
  skipped: number;
  stateAfter: number | null;
}

export function listEnded(tx: Tx): Promise<EndedRun[]> {
  return tx.rows<EndedRun>(
    `select id as "runId", installation_id as "installationId", outcome, rule, sentence, attempts, created, skipped, state_after as "stateAfter" from runs.run`,
  );
}

export async function countOpen(tx: Tx): Promise<number> {
  return (await tx.row<{ count: number }>("select count(*)::int as count from runs.ready"))?.count ?? 0;
}

/** Runs under way, and the most often any open one was lost. */
export async function readStanding(tx: Tx): Promise<{ running: number; losses: number }> {
  const row = await tx.row<{ running: number; losses: number }>(
    "select count(*) filter (where state = 'running')::int as running, coalesce(max(losses), 0)::int as losses from runs.ready",
  );
  return row ?? { running: 0, losses: 0 };
}

export async function countEnded(tx: Tx): Promise<number> {
  return (await tx.row<{ count: number }>("select count(*)::int as count from runs.run"))?.count ?? 0;
}

/** Who holds the dispatching lead now. */
export async function findLeader(tx: Tx): Promise<string | undefined> {
  return (await tx.row<{ holder: string }>("select holder from runs.leader where lease_until > clock_timestamp()"))?.holder;
}

export interface AttemptRow {
  runId: string;
  attempt: number;
  outcome: string;
  claimedAt: number;
  endedAt: number;
  logLines: number;
  /** Lines in the pieces of its log that are kept. */
  keptLines: number;
}

/** A run's attempts, in order of their numbers. */
export function listAttempts(tx: Tx): Promise<AttemptRow[]> {
  return tx.rows(
    `select a.run_id as "runId", a.attempt, a.outcome, a.claimed_at as "claimedAt", a.ended_at as "endedAt", a.log_lines as "logLines",
       (select coalesce(sum(c.lines), 0)::int from runs.log_chunk c where c.run_id = a.run_id and c.attempt = a.attempt) as "keptLines"
     from runs.every_attempt a order by a.run_id, a.attempt`,
  );
}

/** How often the end of each run was told. */
export function countFinished(tx: Tx): Promise<{ runId: string; count: number }[]> {
  return tx.rows(
    `select subject as "runId", count(*)::int as count from (select subject from base.fact where type = 'run.finished'
       union all select split_part(o.line, ',', 5)::uuid from base.fact f cross join lateral string_to_table(f.others, E'\\n') as o (line)
         where f.type = 'run.finished') told group by subject`,
  );
}

export interface StateVersion {
  installationId: string;
  version: number;
  runId: string;
  value: string;
}

/** Every version kept of each installation's state, oldest first. */
export function listStates(tx: Tx): Promise<StateVersion[]> {
  return tx.rows<StateVersion>(
    `select installation_id as "installationId", version, run_id as "runId", value from runs.state where channel = 'sync' order by installation_id, version`,
  );
}
