import { engineCtx, type Ctx } from "../base/index.ts";
import { adoptHealth, judgeSilence } from "../rooms/home/index.ts";
import { startLoop } from "../rooms/runs/index.ts";

const idleMs = 5_000;

/** Tells customers what their installations need. */
export function startHome(deps: Pick<Ctx, "db" | "clock" | "log" | "keys">): { stop(): Promise<void> } {
  const ctx = engineCtx(deps, "home");
  let adopted = false;
  const silence = startLoop("silence", deps.log, async () => {
    if (!adopted) await adoptHealth(ctx);
    adopted = true;
    return (await judgeSilence(ctx)) > 0 ? 0 : idleMs;
  });
  return { stop: () => silence.stop() };
}
