import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import type { MailServer } from "../../base/mail/index.ts";
import { readChannelSecret } from "./deliver/channel-secret.ts";
import { listChannelRows } from "./store/channels.ts";

/**
 * The mail server that the operator set up: that of the oldest alert channel that mails. Undefined where there is none. Read as the engine
 * whoever asks: channels are the operator's, and customers only send by them.
 * @throws StoaError key_missing
 */
export async function readMailServer(ctx: Ctx): Promise<MailServer | undefined> {
  const engine = engineCtx(ctx, "mail server", ctx.trace);
  const channels = await transaction(engine, ({ tx }) => listChannelRows(tx));
  const channel = channels.find(({ kind }) => kind === "mail");
  if (channel?.settings.kind !== "mail") return undefined;
  const { host, port, security, user, from } = channel.settings;
  const { password } = await readChannelSecret(engine, channel);
  return { host, port, security, user, from, password };
}
