import { randomBytes } from "node:crypto";
import { showId, type AddAlertChannel, type AddedAlertChannel, type AlertChannelSettings } from "@stoa/contract";
import { audit, emitFacts, newId, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { operatorOwner, putSecret } from "../trust/index.ts";
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
  const signingSecret = settings.kind === "webhook" ? `whsec_${randomBytes(32).toString("base64")}` : null;
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

/** An address may be a secret itself, as those of chat programs are: only where it leads is shown. */
function shown(settings: AlertChannelSettings): AlertChannelSettings {
  if (settings.kind === "mail") return settings;
  const { origin, pathname, search } = new URL(settings.url);
  return { ...settings, url: pathname === "/" && search === "" ? origin : `${origin}/…` };
}

const loopback = ["127.0.0.1", "localhost", "::1"];

function checkSettings({ settings, password }: AddAlertChannel): void {
  if (settings.kind !== "mail") {
    const url = URL.parse(settings.url);
    if (!url || url.username !== "" || url.password !== "")
      throw refuse("settings/url", "is not an address, or holds a password", "Give an http or https address without a user in it.");
    return;
  }
  if ((settings.user === null) !== (password === undefined))
    throw refuse("password", "user and password belong together", "Give both, or neither for a server that asks for none.");
  if (settings.security === "none" && password !== undefined && !loopback.includes(settings.host))
    throw refuse("settings/security", "would send the password for all to read", "Use starttls or tls.");
}

function refuse(path: string, message: string, fix: string): StoaError {
  return new StoaError("invalid_input", {
    what: `This alert channel cannot be used: ${message}.`,
    fix,
    problems: [{ path: `/${path}`, message }],
  });
}
