import { engineCtx, type Clock, type Db, type KeyRing, type Log } from "../../base/index.ts";
import { judgeConditions, sendNotifications, sendPings, sweepAlerts } from "../../rooms/alerts/index.ts";
import { startLoop, type Loop } from "../../rooms/runs/index.ts";
import { gatherFigures, type FigureSources } from "./gather-figures.ts";

export interface AlertsDeps extends FigureSources {
  db: Db;
  clock: Clock;
  log: Log;
  keys: KeyRing;
  config: { publicUrl: string };
}

const judgeMs = 15_000;
const sendMs = 2_000;
const dayMs = 86_400_000;

/** Watches the deployment for its operator, and tells. Several may run at once: row locks settle each step. */
export function startAlerts(deps: AlertsDeps): { stop(): Promise<void> } {
  const ctx = engineCtx(deps, "alerts");
  const tell = { publicUrl: deps.config.publicUrl, keys: deps.keys };
  const sending = startLoop("alerts sending", deps.log, async () => {
    const tried = await sendNotifications(ctx, tell);
    const pinged = await sendPings(ctx, tell);
    return tried.length + pinged > 0 ? 0 : sendMs;
  });
  const loops: Loop[] = [
    sending,
    startLoop("alerts", deps.log, async () => {
      const { opened, closed } = await judgeConditions(ctx, await gatherFigures(ctx, deps));
      for (const { condition, text } of opened) deps.log.warn({ condition, text }, "an alert opened");
      for (const { condition } of closed) deps.log.info({ condition }, "an alert closed");
      if (opened.length + closed.length > 0) sending.nudge();
      return judgeMs;
    }),
    startLoop("alerts kept", deps.log, async () => {
      await sweepAlerts(ctx);
      return dayMs;
    }),
  ];
  return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) };
}
