import { audit, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { readers, requireEndpoint, sideOf } from "./require-endpoint.ts";
import { redeliverRows } from "./store/deliveries.ts";

/** Sends again, with the id and bytes it had: one delivery, or all of an endpoint that were given up. @returns how many @throws StoaError forbidden, not_found */
export async function redeliver(ctx: Ctx, input: { deliveryId: string } | { endpointId: string }): Promise<number> {
  requireRole(ctx, ...readers);
  const sideId = sideOf(ctx);
  return transaction(ctx, async (inner) => {
    if ("endpointId" in input) await requireEndpoint(inner, input.endpointId);
    const of = "deliveryId" in input ? { id: input.deliveryId } : input;
    const again = await redeliverRows(inner.tx, sideId, of, inner.clock.now());
    if ("deliveryId" in input && again.length === 0) throw notFound("delivery");
    const subject = "deliveryId" in input ? input.deliveryId : input.endpointId;
    await audit(inner, { verb: "webhook.redeliver", subject, sideId, after: { deliveries: again.length } });
    return again.length;
  });
}
