import { newId, type TxCtx } from "../../base/index.ts";
import { insertDeliveries, insertMessages, type NewMessage } from "./store/deliveries.ts";
import { listLiveEndpoints, type LiveEndpoint } from "./store/endpoints.ts";

/** Writes messages, and a delivery of each to whoever was there when it happened and wants its type. What nobody wants is not kept. */
export async function tellEndpoints(ctx: TxCtx, messages: readonly NewMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const endpoints = await listLiveEndpoints(ctx.tx, [...new Set(messages.map(ownerOf))]);
  const told = messages.flatMap((message) =>
    endpoints.filter((endpoint) => wants(endpoint, message)).map((endpoint) => ({ message, endpointId: endpoint.id })),
  );
  if (told.length === 0) return;
  await insertMessages(ctx.tx, [...new Set(told.map(({ message }) => message))]);
  const deliveries = told.map(({ message: { id, sideId, customerId }, endpointId }) => ({
    id: newId(ctx.clock),
    sideId,
    customerId,
    endpointId,
    messageId: id,
  }));
  await insertDeliveries(ctx.tx, deliveries, ctx.clock.now());
}

const ownerOf = ({ sideId, customerId }: NewMessage): string => customerId ?? sideId;

function wants(endpoint: LiveEndpoint, message: NewMessage): boolean {
  const { ownerId, createdAt, events } = endpoint;
  return ownerId === ownerOf(message) && createdAt <= message.at && (events.length === 0 || events.includes(message.type));
}
