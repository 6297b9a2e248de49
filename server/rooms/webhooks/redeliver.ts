import { audit, notFound, transaction, type Ctx } from "../../base/index.ts";
import { auditOwner, requireEndpoint, ownerFor } from "./require-endpoint.ts";
import { redeliverRows } from "./store/deliveries.ts";

/** Sends again, with the id and bytes it had: one delivery, or all of an endpoint that were given up. @returns how many @throws StoaError forbidden, not_found */
export async function redeliver(ctx: Ctx, input: { deliveryId: string } | { endpointId: string }): Promise<number> {
  const owner = ownerFor(ctx, "reads");
  const { ownerId } = owner;
  return transaction(ctx, async (inner) => {
    if ("endpointId" in input) await requireEndpoint(inner, owner, input.endpointId);
    const of = "deliveryId" in input ? { id: input.deliveryId } : input;
    const again = await redeliverRows(inner.tx, ownerId, of, inner.clock.now());
    if ("deliveryId" in input && again.length === 0) throw notFound("delivery");
    const subject = "deliveryId" in input ? input.deliveryId : input.endpointId;
    await audit(inner, { verb: "webhook.redeliver", subject, ...auditOwner(owner), after: { deliveries: again.length } });
    return again.length;
  });
}
