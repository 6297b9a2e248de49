import { momentOf, transaction, type Ctx } from "../../../base/index.ts";
import { listSpans, sumLogs, sumStates } from "../store/collect.ts";

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
    const first = spans[0]?.day;
    return {
      logs: { bytes: logs?.bytes ?? 0, oldestAt: logs?.oldestRunId ? momentOf(logs.oldestRunId) : null },
      history: {
        bytes: spans.reduce((sum, { bytes }) => sum + bytes, 0),
        oldestAt: first === undefined ? null : Date.parse(`${first.slice(0, 4)}-${first.slice(4, 6)}-${first.slice(6)}T00:00:00Z`),
      },
      states: { bytes: (await sumStates(tx))?.bytes ?? 0 },
    };
  });
}
