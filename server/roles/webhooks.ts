import { engineCtx, type Ctx } from "../base/index.ts";
import { startLoop } from "../rooms/runs/index.ts";
import { sendDeliveries, type SendDeps } from "../rooms/webhooks/index.ts";

const idleMs = 1_000;

/** Tells hosts' servers what happened. Two at a time, so that one slow answer keeps nobody else waiting. */
export function startWebhooks(deps: Pick<Ctx, "db" | "clock" | "log" | "keys"> & { webhooks: SendDeps }): { stop(): Promise<void> } {
  const ctx = engineCtx(deps, "webhooks");
  const loops = ["webhooks", "webhooks beside"].map((name) =>
    startLoop(name, deps.log, async () => ((await sendDeliveries(ctx, deps.webhooks)) > 0 ? 0 : idleMs)),
  );
  return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) };
}
