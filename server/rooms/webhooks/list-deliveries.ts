import { readId, showId, type PageQuery, type WebhookDeliveryPage, type WebhookDeliveryView } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { ownerFor } from "./require-endpoint.ts";
import type { DeliveryState } from "./states.ts";
import { listDeliveryRows, type DeliveryRow } from "./store/deliveries.ts";

export interface DeliveryQuery extends Omit<PageQuery, "q"> {
  endpointId?: string | undefined;
  state?: DeliveryState | undefined;
}

/** What was sent to the owner's server, or is to be; newest first. @throws StoaError forbidden */
export async function listDeliveries(ctx: Ctx, query: DeliveryQuery): Promise<WebhookDeliveryPage> {
  const { ownerId } = ownerFor(ctx, "reads");
  const limit = query.limit ?? 50;
  const endpointId = query.endpointId === undefined ? null : (readId("webhook", query.endpointId) ?? nobody);
  const after = query.after === undefined ? null : (readId("webhookDelivery", query.after) ?? nobody);
  const filter = { endpointId, state: query.state ?? null, after, limit: limit + 1 };
  const rows = await transaction(ctx, ({ tx }) => listDeliveryRows(tx, ownerId, filter));
  const items = rows.slice(0, limit).map(showDelivery);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

const nobody = "00000000-0000-0000-0000-000000000000";

export function showDelivery(row: DeliveryRow): WebhookDeliveryView {
  return {
    id: showId("webhookDelivery", row.id),
    endpointId: showId("webhook", row.endpointId),
    endpointName: row.endpointName,
    messageId: showId("message", row.messageId),
    type: row.type,
    subject: row.type === "test.ping" ? null : showId("installation", row.subject),
    state: row.state,
    tries: row.tries,
    status: row.status,
    error: row.error,
    answeredMs: row.answeredMs,
    dueAt: row.state === "waiting" ? new Date(row.dueAt).toISOString() : null,
    triedAt: row.triedAt === null ? null : new Date(row.triedAt).toISOString(),
    createdAt: new Date(row.createdAt).toISOString(),
  };
}
