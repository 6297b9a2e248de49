import { showId, type QueueView, type RunnerList } from "@stoa/contract";
import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { moment, momentOrNull } from "./show.ts";
import type { ReadyState } from "./states.ts";
import { listRunners } from "./store/runners.ts";
import { countQueue } from "./store/runs.ts";

const reasons: Record<ReadyState, QueueView["reasons"][number]["reason"]> = {
  queued: "ready",
  behind: "one-at-a-time",
  held: "paused",
  later: "retry",
  running: "running",
};

/** What waits and why, for the operator. */
export async function showQueue(ctx: Ctx): Promise<QueueView> {
  requireRole(ctx, "operator");
  const rows = await transaction(ctx, ({ tx }) => countQueue(tx));
  const sum = (some: typeof rows): number => some.reduce((total, row) => total + row.count, 0);
  const ready = rows.filter((row) => row.state === "queued").map((row) => row.oldestDueAt);
  return {
    waiting: sum(rows.filter((row) => row.state !== "running")),
    running: sum(rows.filter((row) => row.state === "running")),
    oldestReadyAt: momentOrNull(ready.length === 0 ? null : Math.min(...ready)),
    reasons: rows.map(({ state, kind, lastClass, count, oldestDueAt }) => ({
      reason: reasons[state],
      kind,
      failureClass: lastClass,
      count,
      oldestAt: moment(oldestDueAt),
    })),
  };
}

/** The runners of the last day, for the operator. */
export async function showRunners(ctx: Ctx): Promise<RunnerList> {
  requireRole(ctx, "operator");
  const rows = await transaction(ctx, ({ tx }) => listRunners(tx));
  return {
    items: rows.map(({ id, place, state, workSlots, probeSlots, running, startedAt, beatAt, about, live }) => ({
      id: showId("runner", id),
      place,
      state: state !== "gone" && !live ? ("lost" as const) : state,
      workSlots,
      probeSlots,
      running,
      startedAt: moment(startedAt),
      beatAt: moment(beatAt),
      about: about as Record<string, unknown>,
    })),
  };
}
