import type { WebhookDeliveryView } from "@stoa/contract";
import { notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { showDelivery } from "./list-deliveries.ts";
import { readers, sideOf } from "./require-endpoint.ts";
import { listDeliveryRows } from "./store/deliveries.ts";

/** One delivery with the bytes it sends. @throws StoaError forbidden, not_found */
export async function getDelivery(ctx: Ctx, deliveryId: string): Promise<WebhookDeliveryView & { body: string }> {
  requireRole(ctx, ...readers);
  const filter = { endpointId: null, state: null, after: null, limit: 1, id: deliveryId };
  const [row] = await transaction(ctx, ({ tx }) => listDeliveryRows(tx, sideOf(ctx), filter));
  if (!row) throw notFound("delivery");
  return { ...showDelivery(row), body: row.body };
}
