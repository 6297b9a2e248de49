import type { AddAlertChannel, AlertChannelSettings, AlertChannelView, EditAlertChannel, MailSettings, PingSettings } from "@stoa/contract";

/** What the form holds while it is filled in. */
export interface ChannelDraft {
  kind: AlertChannelSettings["kind"];
  name: string;
  host: string;
  port: string;
  security: MailSettings["security"];
  user: string;
  password: string;
  from: string;
  to: string;
  url: string;
  method: PingSettings["method"];
  everyMinutes: string;
}

export const emptyDraft: ChannelDraft = {
  kind: "mail",
  name: "",
  host: "",
  port: "587",
  security: "starttls",
  user: "",
  password: "",
  from: "",
  to: "",
  url: "",
  method: "GET",
  everyMinutes: "5",
};

/** An alert channel as the form shows it; what nobody is shown is empty, and stays when it is left so. */
export function draftOf({ name, settings }: AlertChannelView): ChannelDraft {
  const draft = { ...emptyDraft, kind: settings.kind, name };
  if (settings.kind === "webhook") return draft;
  if (settings.kind === "ping") return { ...draft, method: settings.method, everyMinutes: String(settings.everyMinutes) };
  const { host, port, security, user, from, to } = settings;
  return { ...draft, host, port: String(port), security, user: user ?? "", from, to: to.join(", ") };
}

/** The request that changes it to what was filled in. */
export function changeBody(draft: ChannelDraft): EditAlertChannel {
  const { name, settings, ...secret } = channelBody(draft);
  if (settings.kind === "mail" || settings.url !== "") return { name, settings, ...secret };
  const { url: _, ...rest } = settings;
  return { name, settings: rest };
}

/** The request for what was filled in. */
export function channelBody(draft: ChannelDraft): AddAlertChannel {
  const { name, kind, password } = draft;
  return { name: name.trim(), settings: settingsOf(draft), ...(kind === "mail" && password !== "" ? { password } : {}) };
}

function settingsOf(draft: ChannelDraft): AlertChannelSettings {
  const { kind, url, host, security, method } = draft;
  if (kind === "webhook") return { kind, url: url.trim() };
  if (kind === "ping") return { kind, url: url.trim(), method, everyMinutes: Number(draft.everyMinutes) };
  const to = draft.to.split(/[\s,;]+/).filter((part) => part !== "");
  return { kind, host: host.trim(), port: Number(draft.port), security, user: draft.user.trim() || null, from: draft.from.trim(), to };
}
