import { webhookTypes, type WebhookDeliveryView } from "@stoa/contract";
import type { Meaning } from "../../theme/meanings.ts";

export const eventWords: Record<(typeof webhookTypes)[number], string> = {
  "installation.installed": "Installed",
  "installation.changed": "Changed: configured, paused, resumed or upgraded",
  "installation.failing": "Failing: the first failed run after one that worked",
  "installation.recovered": "Recovered",
  "installation.removed": "Removed",
  "installation.consent_asked": "Waits for the customer's consent to an upgrade",
};

/** `installation.failing` and so on, in short. */
export function sayEvents(events: readonly string[]): string {
  return events.length === 0 || events.length === webhookTypes.length
    ? "everything"
    : events.map((type) => type.replace("installation.", "").replace("_", " ")).join(", ");
}

export const deliveryStates: Record<WebhookDeliveryView["state"], { meaning: Meaning; word: string }> = {
  waiting: { meaning: "waiting", word: "Waiting" },
  delivered: { meaning: "fine", word: "Delivered" },
  failed: { meaning: "failed", word: "Given up" },
};
