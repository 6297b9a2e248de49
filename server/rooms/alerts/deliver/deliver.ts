import type { NotificationView } from "@stoa/contract";
import type { AlertRow } from "../store/alerts.ts";
import type { ChannelRow } from "../store/channels.ts";
import type { ChannelSecret } from "./channel-secret.ts";
import { askUrl } from "./ask-url.ts";
import { sendMail } from "./send-mail.ts";
import { sendWebhook } from "./send-webhook.ts";

/** One telling. `alert` is undefined for a test and a ping. */
export interface Delivery {
  /** Of the notification: the same however often it is sent. */
  id: string;
  kind: NotificationView["kind"];
  alert: AlertRow | undefined;
  at: number;
  publicUrl: string;
}

/** Tells it over an alert channel. @throws what stood in the way; `faultText` says it to people */
export async function deliver(channel: ChannelRow, secret: ChannelSecret, delivery: Delivery): Promise<void> {
  const { settings } = channel;
  switch (settings.kind) {
    case "mail":
      return sendMail(settings, secret.password, delivery);
    case "webhook":
      return sendWebhook({ url: secret.url ?? settings.url, signingSecret: secret.signingSecret ?? "" }, delivery);
    case "ping": {
      const body = JSON.stringify({ deployment: new URL(delivery.publicUrl).host, at: new Date(delivery.at).toISOString() });
      const post = { body, headers: { "content-type": "application/json" } };
      return askUrl(secret.url ?? settings.url, { method: settings.method, ...(settings.method === "POST" ? post : {}) });
    }
  }
}
