import type { AddAlertChannel, AlertChannelSettings, AlertChannelView, EditAlertChannel, MailSettings } from "@stoa/contract";
import { CommandError } from "../command-error.ts";
import { readInput } from "../session/read-input.ts";

export const kinds = ["mail", "webhook", "ping"] as const;

export interface ChannelOptions {
  kind: AlertChannelSettings["kind"];
  name?: string;
  to?: string[];
  from?: string;
  host?: string;
  port?: number;
  security?: MailSettings["security"];
  user?: string;
  passwordStdin?: boolean;
  url?: string;
  urlStdin?: boolean;
  every?: number;
  post?: boolean;
}

const ports: Record<MailSettings["security"], number> = { tls: 465, starttls: 587, none: 25 };
const usualMinutes = 5;

/** The request for a new alert channel. Secrets come by standard input. @throws CommandError naming the option that is missing */
export async function requestOf(options: ChannelOptions): Promise<AddAlertChannel> {
  const { kind, name = kind, user } = options;
  if (kind === "mail") {
    const settings = mailOf(options);
    return { name, settings, ...(user === undefined ? {} : { password: await secretFrom("the password") }) };
  }
  const url = options.urlStdin === true ? await secretFrom("the address") : need(options.url, "url", kind);
  if (kind === "webhook") return { name, settings: { kind, url } };
  return { name, settings: { kind, url, method: options.post === true ? "POST" : "GET", everyMinutes: options.every ?? usualMinutes } };
}

/** The request that changes an alert channel: what no option names stays. Secrets come by standard input. */
export async function changeOf({ settings: old }: AlertChannelView, options: Omit<ChannelOptions, "kind">): Promise<EditAlertChannel> {
  const name = options.name === undefined ? {} : { name: options.name };
  if (old.kind === "mail") {
    const password = options.passwordStdin === true ? { password: await secretFrom("the password") } : {};
    return { ...name, settings: changedMail(old, options), ...password };
  }
  const given = options.urlStdin === true ? await secretFrom("the address") : options.url;
  const url = given === undefined ? {} : { url: given };
  if (old.kind === "webhook") return { ...name, settings: { kind: "webhook", ...url } };
  const { post = old.method === "POST", every = old.everyMinutes } = options;
  return { ...name, settings: { kind: "ping", ...url, method: post ? "POST" : "GET", everyMinutes: every } };
}

function changedMail(old: MailSettings, options: Omit<ChannelOptions, "kind">): MailSettings {
  const { security = old.security, host = old.host, from = old.from, user = old.user, to = old.to } = options;
  const usual = options.security === undefined ? old.port : ports[security];
  const { port = usual } = options;
  return { kind: "mail", host, port, security, user: user === "" ? null : user, from, to: to.flatMap((text) => text.split(",")) };
}

function mailOf(options: ChannelOptions): MailSettings {
  const { security = "starttls", port = ports[security], user = null } = options;
  const [host, from, to] = [need(options.host, "host", "mail"), need(options.from, "from", "mail"), need(options.to, "to", "mail")];
  return { kind: "mail", host, port, security, user, from, to: to.flatMap((text) => text.split(",")) };
}

function need<T>(value: T | undefined, option: string, kind: string): T {
  if (value !== undefined) return value;
  throw new CommandError(`A ${kind} needs --${option}.`, `stoa help alerts add`, 2);
}

async function secretFrom(what: string): Promise<string> {
  const text = (await readInput("-")).trim();
  if (text === "")
    throw new CommandError(`Standard input holds nothing where ${what} should be.`, 'printf %s "$SECRET" | stoa alerts add ...', 2);
  return text;
}

/** Where it leads, in one line. */
export function sayWhere(settings: AlertChannelSettings): string {
  if (settings.kind === "mail") return `mail to ${settings.to.join(", ")} by ${settings.host}:${settings.port}`;
  return settings.kind === "webhook" ? `webhook to ${settings.url}` : `ping to ${settings.url} every ${settings.everyMinutes} min`;
}
