import type { Ctx } from "../../../base/index.ts";
import { readSecrets } from "../../trust/index.ts";
import type { ChannelRow } from "../store/channels.ts";

/** What of an alert channel nobody is shown. */
export interface ChannelSecret {
  password?: string;
  url?: string;
  signingSecret?: string;
}

/** @throws StoaError key_missing, not_found */
export async function readChannelSecret(ctx: Ctx, channel: ChannelRow): Promise<ChannelSecret> {
  if (channel.secretId === null) return {};
  const values = await readSecrets(ctx, [channel.secretId]);
  return JSON.parse(values.get(channel.secretId) ?? "{}") as ChannelSecret;
}
