import { showId, type NoticeMessage, type WebhookDeliveryView, type WebhookMessage } from "@stoa/contract";
import { audit, newId, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { getDelivery } from "./get-delivery.ts";
import { auditOwner, requireEndpoint, ownerFor, type Owner } from "./require-endpoint.ts";
import { leaseMs, sendDeliveries, type SendDeps } from "./send-deliveries.ts";
import { insertDeliveries, insertMessages } from "./store/deliveries.ts";
import { endTest, takeTest } from "./store/endpoints.ts";

const anHour = 30;

/** Sends a signed `test.ping` now and says what came of it; it is tried again as any other. @throws StoaError forbidden, not_found, rate_limited */
export async function testEndpoint(ctx: Ctx, input: { endpointId: string }, deps: SendDeps): Promise<WebhookDeliveryView> {
  const owner = ownerFor(ctx, "keeps");
  const deliveryId = await transaction(ctx, async (inner) => {
    const { id: endpointId, sideId, customerId } = await requireEndpoint(inner, owner, input.endpointId);
    const now = inner.clock.now();
    await requireTest(inner, endpointId);
    const [id, messageId] = [newId(inner.clock), newId(inner.clock)];
    const body = JSON.stringify(pingOf(owner, now));
    await insertMessages(inner.tx, [{ id: messageId, sideId, customerId, type: "test.ping", subject: endpointId, body, at: now }]);
    await insertDeliveries(inner.tx, [{ id, sideId, customerId, endpointId, messageId }], now);
    await audit(inner, { verb: "webhook.test", subject: endpointId, ...auditOwner(owner) });
    return id;
  });
  await sendDeliveries(ctx, deps, { id: deliveryId }).finally(() => transaction(ctx, ({ tx }) => endTest(tx, input.endpointId)));
  return getDelivery(ctx, deliveryId);
}

/** An address is tried once at a time and so often an hour: nobody's patience is held with trials. @throws StoaError rate_limited */
async function requireTest({ tx, clock }: TxCtx, endpointId: string): Promise<void> {
  const now = clock.now();
  if (await takeTest(tx, endpointId, { now, until: now + leaseMs, anHour })) return;
  throw new StoaError("rate_limited", {
    what: `An address is tried once at a time, and ${anHour} times an hour.`,
    fix: "Wait for the trial under way, or for the hour to end.",
  });
}

/** Shaped as what its owner is told. */
function pingOf({ sideId, customerId }: Owner, now: number): WebhookMessage | NoticeMessage {
  const ping = { type: "test.ping" as const, timestamp: new Date(now).toISOString() };
  const [side, nothing] = [showId("side", sideId), { installation: null, run: null }];
  if (customerId !== null)
    return { ...ping, data: { side, customer: showId("customer", customerId), notice: null, ...nothing, connection: null, cause: null } };
  const ofHost = { customer: null, listing: null, integration: null, change: null, failureClass: null };
  return { ...ping, data: { side, ...nothing, ...ofHost, version: 1 } };
}
