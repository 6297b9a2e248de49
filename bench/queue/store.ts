import type { Tx } from "../../server/base/index.ts";

/** So many ended runs of the last weeks, of a thousand customers. */
export async function makeHistory(tx: Tx, count: number): Promise<void> {
  await tx.run("set local statement_timeout = 0");
  await tx.run(
    `insert into runs.run (id, kind, mode, trigger_kind, side_id, host_id, customer_id, publisher_id, integration_id, installation_id, version, due_at,
       queued_at, started_at, ended_at, outcome, rule, sentence, attempts, trigger_count, actor_kind)
     select uuidv7(-((g % 20) || ' days')::interval), 'work', 'run', 'cron', c, c, c, c, c, c, 3, t, t, t, t, 'succeeded', 'exit', 'It went well.', 1, 1, 'engine'
     from generate_series(1, $1) g cross join lateral (select md5((g % 1000)::text)::uuid as c, now() - ((g % 20) || ' days')::interval as t) x`,
    [count],
  );
}

/** From when to when each attempt ran, by the clocks of dispatcher and runner on this machine. */
export function listSpans(tx: Tx): Promise<{ customerId: string; claimedAt: number; endedAt: number }[]> {
  return tx.rows(`select customer_id as "customerId", claimed_at as "claimedAt", ended_at as "endedAt" from runs.every_attempt`);
}
