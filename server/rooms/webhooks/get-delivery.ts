import type { WebhookDeliveryView } from "@stoa/contract";
import { notFound, transaction, type Ctx } from "../../base/index.ts";
import { showDelivery } from "./list-deliveries.ts";
import { ownerFor } from "./require-endpoint.ts";
import { listDeliveryRows } from "./store/deliveries.ts";

/** One delivery with the bytes it sends. @throws StoaError forbidden, not_found */
export async function getDelivery(ctx: Ctx, deliveryId: string): Promise<WebhookDeliveryView & { body: string }> {
  const { ownerId } = ownerFor(ctx, "reads");
  const filter = { endpointId: null, state: null, after: null, limit: 1, id: deliveryId };
  const [row] = await transaction(ctx, ({ tx }) => listDeliveryRows(tx, ownerId, filter));
  if (!row) throw notFound("delivery");
  return { ...showDelivery(row), body: row.body };
}
