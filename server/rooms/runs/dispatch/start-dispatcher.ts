import { newId, type Ctx } from "../../../base/index.ts";
import type { RunSettings } from "../settings.ts";
import { createMind, dispatchOnce, giveUpLead, noteWaiting, renewLead } from "./dispatch-once.ts";
import { startLoop } from "./loop.ts";
import type { Wake } from "./wake.ts";

export interface DispatcherDeps {
  /** Of the engine's scope. */
  ctx: Ctx;
  settings: RunSettings;
  wake: Wake;
  /** Its name among the candidates; a new id when left out. */
  holder?: string;
}

/** One candidate for the lead: dispatches while it leads, stands by while another does. */
export function startDispatcher({ ctx, settings, wake, holder }: DispatcherDeps): { stop(): Promise<void> } {
  const mind = createMind(holder ?? newId(ctx.clock), settings);
  let renewedAt = Number.NEGATIVE_INFINITY;
  let quiet = 0;
  const loop = startLoop("dispatch", ctx.log, async () => {
    if (mind.epoch === undefined || performance.now() - renewedAt > settings.leaderLeaseMs / 3) {
      await renewLead(ctx, mind, settings.leaderLeaseMs);
      renewedAt = performance.now();
    }
    if (mind.epoch === undefined) return settings.leaderLeaseMs / 3;
    const claims = await dispatchOnce(ctx, mind);
    if (claims.length > 0) wake.claimed(claims);
    quiet = claims.length > 0 ? 0 : quiet + 1;
    // Whatever would change that is told here, by runners and triggers of this process.
    if (mind.isIdle && mind.runners.every(({ id }) => wake.hears(id))) return settings.idlePollMs;
    return quiet < 5 ? settings.busyPollMs : settings.idlePollMs;
  });
  const unhear = wake.onQueue((customerIds) => {
    noteWaiting(mind, customerIds);
    loop.nudge();
  });
  return {
    stop: async () => {
      unhear();
      await loop.stop();
      if (mind.epoch !== undefined)
        await giveUpLead(ctx, mind).catch((error: unknown) =>
          ctx.log.warn({ err: error }, "the lead was not given up; it lapses by itself"),
        );
    },
  };
}
