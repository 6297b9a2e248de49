import { transaction, type Ctx } from "../../base/index.ts";
import type { MailServer } from "../../base/mail/index.ts";
import { readChannelSecret } from "./deliver/channel-secret.ts";
import { listChannelRows } from "./store/channels.ts";

/**
 * The mail server that the operator set up: that of the oldest alert channel that mails. Undefined where there is none. Engine scope.
 * @throws StoaError key_missing
 */
export async function readMailServer(ctx: Ctx): Promise<MailServer | undefined> {
  const channels = await transaction(ctx, ({ tx }) => listChannelRows(tx));
  const channel = channels.find(({ kind }) => kind === "mail");
  if (channel?.settings.kind !== "mail") return undefined;
  const { host, port, security, user, from } = channel.settings;
  const { password } = await readChannelSecret(ctx, channel);
  return { host, port, security, user, from, password };
}
