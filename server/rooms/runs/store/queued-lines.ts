import type { Tx } from "../../../base/index.ts";
import type { LimitTarget } from "../dispatch/limit-rules.ts";
import type { RunKind } from "../states.ts";

/** Queued runs that the same limits look at, by the one of them that waits longest. */
export interface QueuedLine extends LimitTarget {
  kind: RunKind;
  oldestDueAt: number;
}

/** Lines of queued runs, the longest-waiting first. */
export function listQueuedLines(tx: Tx, limit: number): Promise<QueuedLine[]> {
  return tx.rows<QueuedLine>(
    `select kind, host_id as "hostId", side_id as "sideId", customer_id as "customerId", integration_id as "integrationId",
       account_key as "accountKey", min(due_at) as "oldestDueAt"
     from runs.ready where state = 'queued' group by 1, 2, 3, 4, 5, 6 order by 7 limit $1`,
    [limit],
  );
}
