import type { AlertChannelSettings, AlertChannelView, EditAlertChannel } from "@stoa/contract";
import { audit, emitFacts, notFound, requireRole, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { operatorOwner, putSecret, removeSecrets } from "../trust/index.ts";
import { checkSettings, refuse, shown } from "./channel-settings.ts";
import { readChannelSecret, type ChannelSecret } from "./deliver/channel-secret.ts";
import { showChannel } from "./show.ts";
import { lockChannel, updateChannel, type ChannelRow } from "./store/channels.ts";

/**
 * Changes how the operator is told. What is left out stays: an address that nobody is shown, a signing secret always. A password stays only
 * for the same user of the same server, so that it cannot be drawn out by naming another. A fault noted before is forgotten.
 * @throws StoaError forbidden, not_found, invalid_input, key_missing
 */
export async function editChannel(ctx: Ctx, input: EditAlertChannel & { channelId: string }): Promise<AlertChannelView> {
  requireRole(ctx, "operator");
  return transaction(ctx, async (inner) => {
    const before = await lockChannel(inner.tx, input.channelId);
    if (!before) throw notFound("alert channel");
    const now = inner.clock.now();
    const change = await changeOf(inner, before, input);
    const name = input.name ?? before.name;
    const dueAt = before.kind === "ping" ? now : null;
    const after = await updateChannel(inner.tx, { id: before.id, name, dueAt, ...change });
    if (!after) throw notFound("alert channel");
    await audit(inner, {
      verb: "alert_channel.edit",
      subject: after.id,
      before: { name: before.name, settings: before.settings },
      after: { name: after.name, settings: after.settings },
    });
    await emitFacts(inner, [
      { type: "alert_channel.edited", subject: after.id, subjectVersion: after.version, data: { kind: after.kind } },
    ]);
    return showChannel(after);
  });
}

type Change = Pick<ChannelRow, "settings" | "secretId">;

async function changeOf(ctx: TxCtx, before: ChannelRow, { settings: asked, password }: EditAlertChannel): Promise<Change> {
  const { settings: old, secretId } = before;
  if (asked === undefined && password === undefined) return { settings: old, secretId };
  const kept = await readChannelSecret(ctx, before);
  const settings = whole(old, asked ?? old, kept);
  const secret = settings.kind === "mail" ? mailSecret(old, settings, kept, password) : { ...kept, url: settings.url };
  checkSettings({ settings, ...(secret.password === undefined ? {} : { password: secret.password }) });
  if (secretId !== null) await removeSecrets(ctx, { owner: operatorOwner, ids: [secretId] });
  return { settings: shown(settings), secretId: await keep(ctx, secret) };
}

/** The settings with the real address in them. */
function whole(old: AlertChannelSettings, asked: NonNullable<EditAlertChannel["settings"]>, kept: ChannelSecret): AlertChannelSettings {
  if (asked.kind !== old.kind)
    throw refuse("settings/kind", `is a ${old.kind} and stays one`, "Add another alert channel, then remove this one.");
  if (asked.kind === "mail") return asked;
  // What is shown of an address is not the address.
  const url = asked.url === undefined || (old.kind !== "mail" && asked.url === old.url) ? kept.url : asked.url;
  return { ...asked, url: url ?? "" };
}

function mailSecret(old: AlertChannelSettings, to: AlertChannelSettings, kept: ChannelSecret, password: string | undefined): ChannelSecret {
  if (password !== undefined) return { password };
  if (old.kind !== "mail" || to.kind !== "mail" || to.user === null || kept.password === undefined) return {};
  if (to.user === old.user && to.host === old.host && to.port === old.port && to.security === old.security) return kept;
  throw refuse("password", "the password was given for another server or user", "Give the password again.");
}

async function keep(ctx: TxCtx, secret: ChannelSecret): Promise<string | null> {
  if (Object.keys(secret).length === 0) return null;
  return putSecret(ctx, { owner: operatorOwner, name: "alert channel", value: JSON.stringify(secret) });
}
