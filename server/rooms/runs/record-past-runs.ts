import { transaction, type Ctx } from "../../base/index.ts";
import { makePartitionsOf } from "./schedule/keep-history.ts";
import { addContacts } from "./store/contacts.ts";
import { addDaysOf } from "./store/days.ts";
import { insertChunks } from "./store/chunks.ts";
import { insertFailedItems } from "./store/endings.ts";
import { judgeFailing } from "./store/failing.ts";
import { insertPast, type PastRun } from "./store/past.ts";

export type { PastRun } from "./store/past.ts";

/**
 * Engine verb. Writes ended runs into history as they are told, without facts or audit: for a seeded deployment and for moving in
 * from elsewhere. A run's id must be made at its `queuedAt`. The same run again changes nothing. @returns how many were new
 */
export async function recordPastRuns(ctx: Ctx, runs: readonly PastRun[]): Promise<number> {
  if (runs.length === 0) return 0;
  const times = runs.map((run) => run.queuedAt);
  await makePartitionsOf(ctx, Math.min(...times), Math.max(...times));
  return transaction(ctx, async ({ tx }) => {
    const made = await insertPast(tx, runs);
    if (made === runs.length) await keepDetails(tx, runs);
    if (made === runs.length)
      await addDaysOf(
        tx,
        runs.map(({ runId }) => runId),
      );
    await judgeFailing(tx, [...new Set(runs.map(({ installationId }) => installationId))].toSorted());
    const reached = runs.filter(({ contacted = [] }) => contacted.length > 0);
    if (made === runs.length && reached.length > 0)
      await addContacts(
        tx,
        reached.map(({ runId }) => runId),
      );
    return made;
  });
}

async function keepDetails(tx: Parameters<typeof insertPast>[0], runs: readonly PastRun[]): Promise<void> {
  const told = runs.flatMap(({ runId, sideId, customerId, publisherId, details }) =>
    details ? [{ owner: { runId, sideId, customerId, publisherId }, details }] : [],
  );
  await insertFailedItems(
    tx,
    told.map(({ owner, details }) => ({ ...owner, items: details.failedItems })),
  );
  await insertChunks(
    tx,
    told.flatMap(({ owner, details }) => details.log.chunks.map((chunk) => ({ ...owner, ...chunk, attempt: 1 }))),
  );
}
