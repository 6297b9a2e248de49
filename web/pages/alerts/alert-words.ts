import type { AlertChannelSettings, AlertView, NotificationView } from "@stoa/contract";
import type { Meaning } from "../../theme/meanings.ts";

/** An open alert needs somebody; a critical one stops the platform. */
export function meaningOf(alert: Pick<AlertView, "state" | "severity">): { meaning: Meaning; word: string } {
  if (alert.state === "closed") return { meaning: "fine", word: "Over" };
  return alert.severity === "critical" ? { meaning: "failed", word: "Critical" } : { meaning: "needs", word: "Warning" };
}

export const toldWords: Record<NotificationView["state"], { meaning: Meaning; word: string }> = {
  waiting: { meaning: "waiting", word: "Is tried again" },
  sent: { meaning: "fine", word: "Told" },
  failed: { meaning: "failed", word: "Given up" },
};

export const kindWords: Record<NotificationView["kind"], string> = { opened: "That it began", closed: "That it is over", test: "A test" };

/** Where an alert channel leads, in one line. */
export function sayWhere(settings: AlertChannelSettings): string {
  switch (settings.kind) {
    case "mail":
      return `Mail to ${settings.to.join(", ")} by ${settings.host}`;
    case "webhook":
      return `Webhook to ${settings.url}`;
    case "ping":
      return `Ping to ${settings.url} every ${settings.everyMinutes} min`;
  }
}
