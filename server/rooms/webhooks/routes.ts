import * as contract from "@stoa/contract";
import { readId } from "@stoa/contract";
import { Type } from "typebox";
import { notFound, type Ctx } from "../../base/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { addEndpoint } from "./add-endpoint.ts";
import { editEndpoint } from "./edit-endpoint.ts";
import { getDelivery } from "./get-delivery.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { listWebhooks } from "./list-webhooks.ts";
import { redeliver } from "./redeliver.ts";
import { removeEndpoint } from "./remove-endpoint.ts";
import { rotateSecret } from "./rotate-secret.ts";
import type { SendDeps } from "./send-deliveries.ts";
import { testEndpoint } from "./test-endpoint.ts";

const reads = { none: "reads only" };
const scopes = ["side", "customer"] as const;
const webhook = Type.Object({ webhookId: Type.String() });
const delivery = Type.Object({ deliveryId: Type.String() });

/** Endpoints of a host's webhooks, and of a customer's own. */
export function webhooksRoutes(deps: RouteDeps, send: SendDeps): void {
  endpointRoutes(deps);
  secretRoutes(deps, send);
  deliveryRoutes(deps);
}

function endpointRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/webhooks",
    scopes,
    audit: reads,
    summary: "Addresses of your own server that are told",
    response: Type.Object({ items: Type.Array(contract.WebhookView) }),
    handle: async (ctx) => ({ items: await listWebhooks(ctx) }),
  });
  addRoute(deps, {
    method: "POST",
    path: "/webhooks",
    scopes,
    audit: "webhook.add",
    summary: "Tell an address of your own server from now on",
    body: contract.AddWebhookBody,
    response: contract.NewWebhookView,
    status: 201,
    handle: async (ctx, { body }) => {
      const { id, secret } = await addEndpoint(ctx, body);
      return { ...(await one(ctx, id)), secret };
    },
  });
  addRoute(deps, {
    method: "PATCH",
    path: "/webhooks/:webhookId",
    scopes,
    audit: "webhook.edit",
    summary: "Change address, name or types, or turn it on and off",
    params: webhook,
    body: contract.EditWebhookBody,
    response: contract.WebhookView,
    handle: async (ctx, { params, body }) => {
      const endpointId = take("webhook", params.webhookId);
      await editEndpoint(ctx, { ...body, endpointId });
      return one(ctx, endpointId);
    },
  });
  addRoute(deps, {
    method: "DELETE",
    path: "/webhooks/:webhookId",
    scopes,
    audit: "webhook.remove",
    summary: "Tell this address nothing more",
    params: webhook,
    status: 204,
    handle: async (ctx, { params, reply }) => {
      await removeEndpoint(ctx, { endpointId: take("webhook", params.webhookId) });
      return reply.code(204).send();
    },
  });
}

function secretRoutes(deps: RouteDeps, send: SendDeps): void {
  addRoute(deps, {
    method: "POST",
    path: "/webhooks/:webhookId/rotate",
    scopes,
    audit: "webhook.rotate",
    summary: "A new signing secret, shown once; the old one signs too for a day",
    params: webhook,
    body: contract.RotateWebhookBody,
    response: contract.NewWebhookView,
    handle: async (ctx, { params, body }) => {
      const endpointId = take("webhook", params.webhookId);
      const secret = await rotateSecret(ctx, { ...body, endpointId });
      return { ...(await one(ctx, endpointId)), secret };
    },
  });
  addRoute(deps, {
    method: "POST",
    path: "/webhooks/:webhookId/test",
    scopes,
    audit: "webhook.test",
    summary: "Send a signed test.ping now",
    params: webhook,
    response: contract.WebhookDeliveryView,
    handle: (ctx, { params }) => testEndpoint(ctx, { endpointId: take("webhook", params.webhookId) }, send),
  });
}

function deliveryRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/webhook-deliveries",
    scopes,
    audit: reads,
    summary: "What was sent to your own server, or is to be; kept 30 days",
    query: contract.WebhookDeliveryQuery,
    response: contract.WebhookDeliveryPage,
    handle: (ctx, { query }) => listDeliveries(ctx, query),
  });
  addRoute(deps, {
    method: "GET",
    path: "/webhook-deliveries/:deliveryId",
    scopes,
    audit: reads,
    summary: "One delivery with the bytes it sends",
    params: delivery,
    response: contract.WebhookDeliveryDetail,
    handle: (ctx, { params }) => getDelivery(ctx, take("webhookDelivery", params.deliveryId)),
  });
  addRoute(deps, {
    method: "POST",
    path: "/webhook-deliveries/:deliveryId/redeliver",
    scopes,
    audit: "webhook.redeliver",
    summary: "Send it again, with the id and bytes it had",
    params: delivery,
    response: contract.RedeliveredView,
    handle: async (ctx, { params }) => ({ count: await redeliver(ctx, { deliveryId: take("webhookDelivery", params.deliveryId) }) }),
  });
  addRoute(deps, {
    method: "POST",
    path: "/webhooks/:webhookId/redeliver",
    scopes,
    audit: "webhook.redeliver",
    summary: "Send again all that were given up",
    params: webhook,
    response: contract.RedeliveredView,
    handle: async (ctx, { params }) => ({ count: await redeliver(ctx, { endpointId: take("webhook", params.webhookId) }) }),
  });
}

async function one(ctx: Ctx, endpointId: string): Promise<contract.WebhookView> {
  const [view] = await listWebhooks(ctx, { endpointId });
  if (!view) throw notFound("webhook");
  return view;
}

function take(kind: "webhook" | "webhookDelivery", text: string): string {
  const id = readId(kind, text);
  if (id === undefined) throw notFound(kind === "webhook" ? "webhook" : "delivery");
  return id;
}
