import { showId, type WebhookMessage, type WebhookType } from "@stoa/contract";
import type { Fact } from "../../base/index.ts";
import type { NewMessage } from "./store/deliveries.ts";

/** What an installation's fact tells its host, and the change it is where it is one of several. */
export function writeMessage(
  fact: Pick<Fact, "id" | "at" | "sideId" | "customerId" | "subject" | "subjectVersion" | "data">,
  { type, change }: { type: WebhookType; change?: string },
  refs: ReadonlyMap<string, string>,
): NewMessage {
  const { customerId, data, sideId, subject } = fact;
  const shown = (kind: "listing" | "integration" | "run", key: string): string | null =>
    typeof data[key] === "string" ? showId(kind, data[key]) : null;
  const message: WebhookMessage = {
    type,
    timestamp: new Date(fact.at).toISOString(),
    data: {
      side: showId("side", sideId ?? ""),
      customer: customerId === null ? null : { id: showId("customer", customerId), ref: refs.get(customerId) ?? "" },
      installation: showId("installation", subject),
      listing: shown("listing", "listingId"),
      integration: shown("integration", "integrationId"),
      run: shown("run", "runId"),
      change: change ?? null,
      failureClass: typeof data["failureClass"] === "string" ? data["failureClass"] : null,
      version: fact.subjectVersion,
    },
  };
  return { id: fact.id, sideId: sideId ?? "", customerId: null, type, subject, body: JSON.stringify(message), at: fact.at };
}
