import { showId, type AddAlertChannel, type AddedAlertChannel } from "@stoa/contract";
import { audit, emitFacts, newId, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { operatorOwner, putSecret } from "../trust/index.ts";
import { newWebhookSecret } from "../webhooks/index.ts";
import { checkSettings, shown } from "./channel-settings.ts";
import type { ChannelSecret } from "./deliver/channel-secret.ts";
import { showChannel } from "./show.ts";
import { insertChannel, type ChannelRow } from "./store/channels.ts";

/**
 * A new way to tell the operator. Password, signing secret and whole addresses are sealed; what is shown of an address is its origin.
 * @throws StoaError forbidden, invalid_input, key_missing
 */
export async function addChannel(ctx: Ctx, input: AddAlertChannel): Promise<AddedAlertChannel> {
  requireRole(ctx, "operator");
  const { settings } = input;
  checkSettings(input);
  const signingSecret = settings.kind === "webhook" ? newWebhookSecret() : null;
  const secret = secretOf(input, signingSecret);
  return transaction(ctx, async (inner) => {
    const now = inner.clock.now();
    const row: ChannelRow = {
      id: newId(inner.clock),
      name: input.name,
      kind: settings.kind,
      settings: shown(settings),
      secretId: secret ? await putSecret(inner, { owner: operatorOwner, name: "alert channel", value: JSON.stringify(secret) }) : null,
      dueAt: settings.kind === "ping" ? now : null,
      lastOkAt: null,
      failingSince: null,
      error: null,
      version: 1,
      createdAt: now,
    };
    await insertChannel(inner.tx, row);
    await audit(inner, { verb: "alert_channel.add", subject: row.id, after: { name: row.name, settings: row.settings } });
    await emitFacts(inner, [{ type: "alert_channel.added", subject: row.id, subjectVersion: 1, data: { kind: row.kind } }]);
    return { ...showChannel(row), id: showId("alertChannel", row.id), signingSecret };
  });
}

function secretOf({ settings, password }: AddAlertChannel, signingSecret: string | null): ChannelSecret | undefined {
  if (settings.kind === "mail") return password === undefined ? undefined : { password };
  return signingSecret === null ? { url: settings.url } : { url: settings.url, signingSecret };
}
