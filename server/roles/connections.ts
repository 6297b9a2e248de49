import { engineCtx, type Ctx } from "../base/index.ts";
import { checkDue, forgetAttempts, forgetRetired, giveBack, refreshDue, type ConnectDeps } from "../rooms/connections/index.ts";
import { startLoop } from "../rooms/runs/index.ts";
import { rotateOldKeys } from "../rooms/trust/index.ts";

const idleMs = 5_000;
const sweepMs = 3_600_000;

/** Fetches tokens anew before they end, gives back those of ended connections, and makes old data keys anew. */
export function startConnections(deps: Pick<Ctx, "db" | "clock" | "log" | "keys"> & { connect: ConnectDeps }): { stop(): Promise<void> } {
  const ctx = engineCtx(deps, "connections");
  const { connect, log } = deps;
  const loops = [
    startLoop("connections refresh", log, async () => ((await refreshDue(ctx, connect)) > 0 ? 0 : idleMs)),
    startLoop("connections check", log, async () => ((await checkDue(ctx, connect)) > 0 ? 0 : idleMs)),
    startLoop("connections give back", log, async () => ((await giveBack(ctx, connect)) > 0 ? 0 : idleMs)),
    startLoop("connections sweep", log, async () => {
      await forgetAttempts(ctx);
      await forgetRetired(ctx, connect);
      await rotateOldKeys(ctx);
      return sweepMs;
    }),
  ];
  return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) };
}
