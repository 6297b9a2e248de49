import { engineCtx, newId, transaction, type Ctx } from "../../base/index.ts";
import { readChannelSecret } from "./deliver/channel-secret.ts";
import { deliver } from "./deliver/deliver.ts";
import { faultText } from "./deliver/fault-text.ts";
import type { TellDeps } from "./send-notifications.ts";
import { claimPings, noteChannel, type ChannelRow } from "./store/channels.ts";

/** Conditions must have been judged within so long for a ping to go out. */
const freshMs = 180_000;

/** Sends the pings that are due: somebody elsewhere raises the alarm when they stop. @returns how many were tried */
export async function sendPings(ctx: Ctx, deps: TellDeps): Promise<number> {
  const engine = { ...engineCtx(ctx, "alerts", ctx.trace), keys: deps.keys };
  const now = ctx.clock.now();
  const due = await transaction(engine, ({ tx }) => claimPings(tx, now, now - freshMs));
  await Promise.all(due.map((channel) => ping(engine, deps, channel)));
  return due.length;
}

async function ping(ctx: Ctx, { publicUrl }: TellDeps, channel: ChannelRow): Promise<void> {
  const at = ctx.clock.now();
  const sent = async (): Promise<undefined> => {
    await deliver(channel, await readChannelSecret(ctx, channel), { id: newId(ctx.clock), kind: "test", alert: undefined, at, publicUrl });
  };
  const error = await sent().catch((fault: unknown) => faultText(fault));
  await transaction(ctx, ({ tx }) => noteChannel(tx, channel.id, at, error));
  if (error !== undefined) ctx.log.warn({ channel: channel.name, error }, "a ping was not taken");
}
