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

/** A run's attempts, in order of their numbers. */
export function listAttempts(tx: Tx): Promise<{ runId: string; attempt: number; outcome: string }[]> {
  return tx.rows(`select run_id as "runId", attempt, outcome from runs.attempt order by run_id, attempt`);
}

/** How often the end of each run was told. */
export function countFinished(tx: Tx): Promise<{ runId: string; count: number }[]> {
  return tx.rows(`select subject as "runId", count(*)::int as count from base.fact where type = 'run.finished' group by subject`);
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
