import * as contract from "@stoa/contract";
import { showId } from "@stoa/contract";
import { Type } from "typebox";
import { notFound, transaction, type Ctx } from "../../base/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { keySetRoutes } from "./key-set-routes.ts";
import { provisioningRoutes } from "./provisioning-routes.ts";
import type { IdentityRouteDeps } from "./routes.ts";
import { createHost, showHost } from "./create-host.ts";
import { createPublisher } from "./create-publisher.ts";
import { editHost } from "./edit-host.ts";
import { listCustomers } from "./list-customers.ts";
import { listHosts } from "./list-hosts.ts";
import { listPublishers } from "./list-publishers.ts";
import { listSideKeys } from "./list-side-keys.ts";
import { registerSideKey } from "./register-side-key.ts";
import { revokeSideKey } from "./revoke-side-key.ts";
import { showSideKey } from "./show-side-key.ts";
import { findHostOfSide, listAdmittingHosts, type HostRow } from "./store/tenants.ts";
import { takeId } from "./take-id.ts";

const reads = { none: "reads only" };

/** Endpoints of hosts, of the tenants below them, and of the keys hosts sign with. */
export function hostRoutes(deps: IdentityRouteDeps): void {
  hostItself(deps);
  tenantRoutes(deps);
  keyRoutes(deps);
  keySetRoutes(deps);
  provisioningRoutes(deps);
}

function hostItself(deps: RouteDeps): void {
  const page = contract.PageQuery;
  addRoute(deps, {
    method: "GET",
    path: "/hosts",
    scopes: ["operator"],
    audit: reads,
    summary: "Hosts",
    query: page,
    response: contract.Page(contract.HostView),
    handle: async (ctx, { query }) => {
      const found = await listHosts(ctx, query);
      return { ...found, items: found.items.map(showHost) };
    },
  });
  addRoute(deps, {
    method: "POST",
    path: "/hosts",
    scopes: ["operator"],
    audit: "host.create",
    summary: "Create a host",
    body: contract.CreateHostBody,
    response: contract.HostView,
    status: 201,
    handle: async (ctx, { body }) => showHost(await createHost(ctx, body)),
  });
  addRoute(deps, {
    method: "GET",
    path: "/host",
    scopes: ["side", "customer"],
    audit: reads,
    summary: "The host of this side",
    response: contract.HostView,
    handle: async (ctx) => showHost(await hostOf(ctx)),
  });
  addRoute(deps, {
    method: "PATCH",
    path: "/host",
    scopes: ["side"],
    audit: "host.edit",
    summary: "Change the host's name, look or origins",
    body: contract.EditHostBody,
    response: contract.HostView,
    handle: async (ctx, { body }) => {
      const host = await hostOf(ctx);
      return showHost(await editHost(ctx, { ...body, hostId: host.id }));
    },
  });
  addRoute(deps, {
    method: "GET",
    path: "/hosts",
    scopes: ["publisher"],
    audit: reads,
    summary: "Hosts that admitted this publisher",
    response: Type.Object({
      items: Type.Array(Type.Object({ hostId: Type.String(), name: Type.String(), sides: Type.Array(contract.SideView) })),
    }),
    handle: async (ctx) => ({ items: await admittingHosts(ctx) }),
  });
}

function tenantRoutes(deps: RouteDeps): void {
  const page = contract.PageQuery;
  addRoute(deps, {
    method: "GET",
    path: "/publishers",
    scopes: ["side", "operator"],
    audit: reads,
    summary: "Publishers",
    query: page,
    response: contract.Page(contract.PublisherView),
    handle: (ctx, { query }) => listPublishers(ctx, query),
  });
  addRoute(deps, {
    method: "POST",
    path: "/publishers",
    scopes: ["operator"],
    audit: "publisher.create",
    summary: "Create a publisher",
    body: Type.Object({ name: contract.Name, slug: Type.Optional(contract.Slug) }),
    response: Type.Object({ id: Type.String(), slug: Type.String() }),
    status: 201,
    handle: async (ctx, { body }) => {
      const made = await createPublisher(ctx, body);
      return { id: showId("publisher", made.id), slug: made.slug };
    },
  });
  addRoute(deps, {
    method: "GET",
    path: "/customers",
    scopes: ["side", "operator"],
    audit: reads,
    summary: "Customers",
    query: Type.Intersect([page, Type.Object({ hostId: Type.Optional(Type.String()) })]),
    response: contract.Page(contract.CustomerView),
    handle: (ctx, { query }) => listCustomers(ctx, query),
  });
}

function keyRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/keys",
    scopes: ["side"],
    audit: reads,
    summary: "Keys the host signs with",
    response: Type.Object({ items: Type.Array(contract.SideKeyView) }),
    handle: async (ctx) => ({ items: (await listSideKeys(ctx)).map(showSideKey) }),
  });
  addRoute(deps, {
    method: "POST",
    path: "/keys",
    scopes: ["side"],
    audit: "side_key.register",
    summary: "Register a public key",
    body: contract.SideKeyBody,
    response: contract.SideKeyView,
    status: 201,
    handle: async (ctx, { body }) => showSideKey(await registerSideKey(ctx, body)),
  });
  addRoute(deps, {
    method: "DELETE",
    path: "/keys/:keyId",
    scopes: ["side"],
    audit: "side_key.revoke",
    summary: "Revoke a key",
    params: Type.Object({ keyId: Type.String() }),
    status: 204,
    handle: async (ctx, { params, reply }) => {
      await revokeSideKey(ctx, { keyId: takeId("sideKey", params.keyId) });
      return reply.code(204).send();
    },
  });
}

async function hostOf(ctx: Ctx): Promise<HostRow> {
  const { scope } = ctx;
  if (scope.kind !== "side" && scope.kind !== "customer") throw notFound("host");
  const host = await transaction(ctx, ({ tx }) => findHostOfSide(tx, scope.sideId));
  if (!host) throw notFound("host");
  return host;
}

async function admittingHosts(ctx: Ctx): Promise<{ hostId: string; name: string; sides: { id: string; kind: "test" | "live" }[] }[]> {
  if (ctx.scope.kind !== "publisher") throw notFound("publisher");
  const { publisherId } = ctx.scope;
  const rows = await transaction(ctx, ({ tx }) => listAdmittingHosts(tx, publisherId));
  return rows.map((row) => ({
    hostId: showId("host", row.hostId),
    name: row.name,
    sides: row.sides.map((side) => ({ id: showId("side", side.id), kind: side.kind })),
  }));
}
