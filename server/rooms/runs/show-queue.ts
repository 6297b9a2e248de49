import type { QueueView } from "@stoa/contract";
import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { findOldestReady } from "./dispatch/find-oldest-ready.ts";
import { defaultSettings, type RunSettings } from "./settings.ts";
import { moment, momentOrNull } from "./show.ts";
import type { ReadyState } from "./states.ts";
import { countQueue } from "./store/runs.ts";

const reasons: Record<ReadyState, QueueView["reasons"][number]["reason"]> = {
  queued: "ready",
  behind: "one-at-a-time",
  held: "paused",
  later: "retry",
  running: "running",
};

/** What waits and why, for the operator. */
export async function showQueue(ctx: Ctx, settings: Pick<RunSettings, "customerCap"> = defaultSettings): Promise<QueueView> {
  requireRole(ctx, "operator");
  const { rows, oldestReadyAt } = await transaction(ctx, async (inner) => ({
    rows: await countQueue(inner.tx),
    oldestReadyAt: await findOldestReady(inner, settings),
  }));
  const sum = (some: typeof rows): number => some.reduce((total, row) => total + row.count, 0);
  return {
    waiting: sum(rows.filter((row) => row.state !== "running")),
    running: sum(rows.filter((row) => row.state === "running")),
    oldestReadyAt: momentOrNull(oldestReadyAt),
    reasons: rows.map(({ state, kind, lastClass, count, oldestDueAt }) => ({
      reason: reasons[state],
      kind,
      failureClass: lastClass,
      count,
      oldestAt: moment(oldestDueAt),
    })),
  };
}
