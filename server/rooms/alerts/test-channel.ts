import { showId, type AlertTestResult } from "@stoa/contract";
import { audit, emitFacts, newId, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { sendNotifications, type TellDeps } from "./send-notifications.ts";
import { findChannel } from "./store/channels.ts";
import { insertNotification } from "./store/notifications.ts";

/** Sends a test over one alert channel now, once, and says how it went. @throws StoaError forbidden, not_found */
export async function testChannel(ctx: Ctx, input: { channelId: string }, deps: TellDeps): Promise<AlertTestResult> {
  requireRole(ctx, "operator");
  const id = await transaction(ctx, async (inner) => {
    const channel = await findChannel(inner.tx, input.channelId);
    if (!channel) throw notFound("alert channel");
    const made = newId(inner.clock);
    const told = { alertId: null, channelId: channel.id, channelName: channel.name, kind: "test" as const };
    await insertNotification(inner.tx, { id: made, ...told, now: inner.clock.now() });
    await audit(inner, { verb: "alert_channel.test", subject: channel.id, after: { notification: made } });
    await emitFacts(inner, [{ type: "alert_channel.tested", subject: channel.id, subjectVersion: channel.version, data: {} }]);
    return made;
  });
  const [sent] = await sendNotifications(ctx, deps, { id });
  return { id: showId("notification", id), ok: sent?.error === undefined, error: sent?.error ?? null };
}
