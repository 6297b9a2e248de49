import type { Tx } from "../../../base/index.ts";

/** Until the transaction ends nobody else has this run's items done again. */
export async function lockRetries(tx: Tx, runId: string): Promise<void> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended('retry items ' || $1, 434))", [runId]);
}

/** The run that does items of an ended one again and has not ended yet. */
export async function findOpenRetry(
  tx: Tx,
  of: { runId: string; customerId: string; installationId: string },
): Promise<string | undefined> {
  const row = await tx.row<{ runId: string }>(
    `select r.run_id as "runId" from runs.ready r join runs.run_input i on i.run_id = r.run_id
     where r.customer_id = $1 and r.installation_id = $2 and r.rerun_of = $3 and i.items is not null limit 1`,
    [of.customerId, of.installationId, of.runId],
  );
  return row?.runId;
}
