import { showId, type WebhookDeliveryView, type WebhookMessage } from "@stoa/contract";
import { audit, newId, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { getDelivery } from "./get-delivery.ts";
import { keepers, requireEndpoint } from "./require-endpoint.ts";
import { sendDeliveries, type SendDeps } from "./send-deliveries.ts";
import { insertDeliveries, insertMessages } from "./store/deliveries.ts";

/** Sends a signed `test.ping` now and says what came of it; it is tried again as any other. @throws StoaError forbidden, not_found */
export async function testEndpoint(ctx: Ctx, input: { endpointId: string }, deps: SendDeps): Promise<WebhookDeliveryView> {
  requireRole(ctx, ...keepers);
  const deliveryId = await transaction(ctx, async (inner) => {
    const { id: endpointId, sideId } = await requireEndpoint(inner, input.endpointId);
    const now = inner.clock.now();
    const [id, messageId] = [newId(inner.clock), newId(inner.clock)];
    const nothing = { customer: null, installation: null, listing: null, integration: null, run: null, change: null, failureClass: null };
    const message: WebhookMessage = {
      type: "test.ping",
      timestamp: new Date(now).toISOString(),
      data: { side: showId("side", sideId), ...nothing, version: 1 },
    };
    await insertMessages(inner.tx, [
      { id: messageId, sideId, type: "test.ping", subject: endpointId, body: JSON.stringify(message), at: now },
    ]);
    await insertDeliveries(inner.tx, [{ id, sideId, endpointId, messageId }], now);
    await audit(inner, { verb: "webhook.test", subject: endpointId, sideId });
    return id;
  });
  await sendDeliveries(ctx, deps, { id: deliveryId });
  return getDelivery(ctx, deliveryId);
}
