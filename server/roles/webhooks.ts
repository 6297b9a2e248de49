import type { Ctx } from "../base/index.ts";
import { startLoop } from "../rooms/runs/index.ts";
import { openSlots, type SendDeps } from "../rooms/webhooks/index.ts";

const slots = 24;

/** Tells hosts' servers what happened: those that answer in slots of their own, and those that are failing in others. */
export function startWebhooks(deps: Pick<Ctx, "db" | "clock" | "log" | "keys"> & { webhooks: SendDeps }): { stop(): Promise<void> } {
  const lanes = [false, true].map((failing) => openSlots(deps, deps.webhooks, { slots, failing }));
  const loops = lanes.map(({ fill }, lane) => startLoop(lane === 0 ? "webhooks" : "webhooks of failing endpoints", deps.log, fill));
  return {
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await Promise.all(lanes.map(({ drain }) => drain()));
    },
  };
}
