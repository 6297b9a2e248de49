import * as contract from "@stoa/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { addRoute } from "../../../base/http/index.ts";
import { engineCtx } from "../../../base/index.ts";
import type { RunsRouteDeps } from "../routes.ts";
import { takeId } from "../show.ts";
import { createEventAddress } from "./create-event-address.ts";
import { listEventAddresses } from "./list-event-addresses.ts";
import { receiveEvent } from "./receive-event.ts";
import { removeEventAddress } from "./remove-event-address.ts";

const scopes = ["side", "publisher"] as const;
const params = Type.Object({ addressId: Type.String() });
const addressOf = ({ addressId }: { addressId: string }): { addressId: string } => ({ addressId: takeId("eventAddress", addressId) });

/** Addresses that a provider sends the events of all accounts to. */
export function eventRoutes(route: RunsRouteDeps): void {
  addRoute(route, {
    method: "GET",
    path: "/event-addresses",
    scopes,
    audit: { none: "reads only" },
    summary: "Addresses for the events of all accounts at a provider, and how many came",
    response: contract.EventAddressList,
    handle: async (ctx) => ({ items: await listEventAddresses(ctx, route) }),
  });
  addRoute(route, {
    method: "POST",
    path: "/event-addresses",
    scopes,
    audit: "event_address.add",
    summary: "Make the address for a listing's events at a provider",
    body: contract.EventAddressBody,
    response: contract.EventAddressView,
    status: 201,
    handle: (ctx, { body }) => {
      const { provider, listingId } = body;
      return createEventAddress(ctx, route, { provider, listingId: takeId("listing", listingId) });
    },
  });
  addRoute(route, {
    method: "DELETE",
    path: "/event-addresses/:addressId",
    scopes,
    audit: "event_address.remove",
    summary: "End an address for events",
    params,
    status: 204,
    handle: async (ctx, input) => {
      await removeEventAddress(ctx, addressOf(input.params));
      return input.reply.code(204).send();
    },
  });
  sharedRoute(route);
}

/** Bodies come as they are, of any type: a signature is over their bytes. A first question may come by GET. */
function sharedRoute(deps: RunsRouteDeps): void {
  const { deliveryBytes } = deps.settings;
  void deps.app.register(async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: deliveryBytes }, (_request, body, done) => done(null, body));
    const about = { tags: ["hook"], params, response: { default: Type.Ref("Error") } };
    const path = "/hooks/shared/:addressId";
    app.post(path, { schema: { ...about, summary: "A provider's events, of any account" }, bodyLimit: deliveryBytes }, (request, reply) =>
      takeEvent(deps, request, reply),
    );
    app.get(path, { schema: { ...about, summary: "A provider's question before it sends events" } }, (request, reply) =>
      takeEvent(deps, request, reply),
    );
  });
}

async function takeEvent(deps: RunsRouteDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const answer = await receiveEvent(
    engineCtx(deps, "events", request.id),
    deps,
    {
      ...addressOf(request.params as { addressId: string }),
      method: request.method,
      atSide: request.atDomain?.sideId,
      url: `${request.atDomain?.origin ?? deps.publicUrl}${request.raw.url ?? ""}`,
      headers: textsOf(request.headers),
      query: textsOf(request.query as Record<string, unknown>),
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    },
    deps.settings,
  );
  if (answer.kind === "challenge")
    return reply.header("x-content-type-options", "nosniff").type("text/plain; charset=utf-8").send(answer.answer);
  if (answer.customerIds.length > 0) deps.wake.queueChanged(answer.customerIds);
  return reply.code(202).send({ taken: true });
}

function textsOf(pairs: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(pairs).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
}
