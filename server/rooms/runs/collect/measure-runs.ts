import { momentOf, transaction, type Ctx } from "../../../base/index.ts";
import { findOldestRun, listSpans, sumLogs, sumStates } from "../store/collect.ts";

export interface RunsUse {
  logs: { bytes: number; oldestAt: number | null };
  history: { bytes: number; oldestAt: number | null };
  states: { bytes: number };
}

/** What logs, history and states take; bytes as stored. */
export async function measureRuns(ctx: Ctx): Promise<RunsUse> {
  return transaction(ctx, async ({ tx }) => {
    const logs = await sumLogs(tx);
    const spans = await listSpans(tx);
    const first = await findOldestRun(tx);
    return {
      logs: { bytes: logs?.bytes ?? 0, oldestAt: logs?.oldestRunId ? momentOf(logs.oldestRunId) : null },
      history: {
        bytes: spans.reduce((sum, { bytes }) => sum + bytes, 0),
        oldestAt: first ? momentOf(first.id) : null,
      },
      states: { bytes: (await sumStates(tx))?.bytes ?? 0 },
    };
  });
}
