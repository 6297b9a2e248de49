import type { AddAlertChannel, AlertChannelSettings, MailSettings, PingSettings } from "@stoa/contract";

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
