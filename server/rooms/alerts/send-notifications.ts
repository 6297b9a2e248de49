import type { KeyRing } from "../../base/index.ts";
import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import { judgeTry, sendingBatch, sendingLeaseMs } from "../../base/mail/index.ts";
import { deliver, type Delivery } from "./deliver/deliver.ts";
import { faultText } from "./deliver/fault-text.ts";
import { readChannelSecret } from "./deliver/channel-secret.ts";
import { findAlert } from "./store/alerts.ts";
import { findChannel, noteChannel } from "./store/channels.ts";
import { claimNotifications, settleNotification, type NotificationRow } from "./store/notifications.ts";

export interface TellDeps {
  /** The origin people use: names the deployment, and begins links. */
  publicUrl: string;
  keys: KeyRing;
}

/**
 * Sends what is due, or the one given. Each is claimed before it is sent and settled after, so it is sent at least once, and after it was
 * taken never again. @returns those tried, with what failed
 */
export async function sendNotifications(
  ctx: Ctx,
  deps: TellDeps,
  only?: { id: string },
): Promise<{ id: string; error: string | undefined }[]> {
  const engine = { ...engineCtx(ctx, "alerts", ctx.trace), keys: deps.keys };
  const input = { now: ctx.clock.now(), leaseMs: sendingLeaseMs, limit: sendingBatch, id: only?.id ?? null };
  const rows = await transaction(engine, ({ tx }) => claimNotifications(tx, input));
  return Promise.all(rows.map(async (row) => ({ id: row.id, error: await sendOne(engine, deps, row) })));
}

async function sendOne(ctx: Ctx, { publicUrl }: TellDeps, row: NotificationRow): Promise<string | undefined> {
  const error = await tryOne(ctx, row, publicUrl).catch((fault: unknown) => faultText(fault));
  const now = ctx.clock.now();
  const settled = judgeTry({ attempts: row.attempts, once: row.kind === "test" }, error, now);
  await transaction(ctx, async ({ tx }) => {
    await settleNotification(tx, { id: row.id, ...settled });
    if (row.channelId !== null) await noteChannel(tx, row.channelId, now, error);
  });
  if (error !== undefined)
    ctx.log.warn({ notification: row.id, channel: row.channelName, attempt: row.attempts, error }, "an alert was not taken");
  return error;
}

/** @returns why there is nobody to tell; undefined when it was taken. @throws what stood in the way */
async function tryOne(ctx: Ctx, row: NotificationRow, publicUrl: string): Promise<string | undefined> {
  const found = await transaction(ctx, async ({ tx }) => ({
    channel: row.channelId === null ? undefined : await findChannel(tx, row.channelId),
    alert: row.alertId === null ? undefined : await findAlert(tx, row.alertId),
  }));
  if (!found.channel) return "The alert channel was removed.";
  const secret = await readChannelSecret(ctx, found.channel);
  const delivery: Delivery = { id: row.id, kind: row.kind, alert: found.alert, at: ctx.clock.now(), publicUrl };
  await deliver(found.channel, secret, delivery);
  return undefined;
}
