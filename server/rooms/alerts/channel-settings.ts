import type { AddAlertChannel, AlertChannelSettings } from "@stoa/contract";
import { StoaError } from "../../base/index.ts";

/** An address may be a secret itself, as those of chat programs are: only where it leads is shown. */
export function shown(settings: AlertChannelSettings): AlertChannelSettings {
  if (settings.kind === "mail") return settings;
  const { origin, pathname, search } = new URL(settings.url);
  return { ...settings, url: pathname === "/" && search === "" ? origin : `${origin}/…` };
}

const loopback = ["127.0.0.1", "localhost", "::1"];

/** Whether these settings, the password among them when one is given or kept, may be used. @throws StoaError invalid_input */
export function checkSettings({ settings, password }: Pick<AddAlertChannel, "settings" | "password">): void {
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

export function refuse(path: string, message: string, fix: string): StoaError {
  return new StoaError("invalid_input", {
    what: `This alert channel cannot be used: ${message}.`,
    fix,
    problems: [{ path: `/${path}`, message }],
  });
}
