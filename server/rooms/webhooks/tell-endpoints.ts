import { newId, type TxCtx } from "../../base/index.ts";
import { insertDeliveries, insertMessages, type NewMessage } from "./store/deliveries.ts";
import { listLiveEndpoints, type LiveEndpoint } from "./store/endpoints.ts";

/** Writes messages, and a delivery of each to whoever was there when it happened and wants its type. What nobody wants is not kept. */
export async function tellEndpoints(ctx: TxCtx, messages: readonly NewMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const endpoints = await listLiveEndpoints(ctx.tx, [...new Set(messages.map(({ sideId }) => sideId))]);
  const told = messages.flatMap((message) =>
    endpoints.filter((endpoint) => wants(endpoint, message)).map((endpoint) => ({ message, endpointId: endpoint.id })),
  );
  if (told.length === 0) return;
  await insertMessages(ctx.tx, [...new Set(told.map(({ message }) => message))]);
  const deliveries = told.map(({ message: { id, sideId }, endpointId }) => ({ id: newId(ctx.clock), sideId, endpointId, messageId: id }));
  await insertDeliveries(ctx.tx, deliveries, ctx.clock.now());
}

function wants(endpoint: LiveEndpoint, { sideId, type, at }: NewMessage): boolean {
  return endpoint.sideId === sideId && endpoint.createdAt <= at && (endpoint.events.length === 0 || endpoint.events.includes(type));
}
