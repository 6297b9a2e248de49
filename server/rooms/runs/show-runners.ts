import { showId, type RunnerList } from "@stoa/contract";
import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { moment } from "./show.ts";
import { listRunners } from "./store/runners.ts";

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
