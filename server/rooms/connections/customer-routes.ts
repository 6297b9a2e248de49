import * as contract from "@stoa/contract";
import { Type } from "typebox";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { listConnectable } from "./apps/list-connectable.ts";
import { beginAttempt } from "./attempts/begin-attempt.ts";
import { getAttempt } from "./attempts/get-attempt.ts";
import { connectWithKey } from "./connect-with-key.ts";
import type { ConnectDeps } from "./deps.ts";
import { disconnect } from "./disconnect.ts";
import { getConnection, listConnections, listNotices } from "./list-connections.ts";
import { listNeeds } from "./list-needs.ts";
import { renameConnection } from "./rename-connection.ts";
import { takeId } from "./show.ts";
import { testConnection } from "./test-connection.ts";

const reads = { none: "reads only" };
const scopes = ["customer"] as const;
const params = Type.Object({ connectionId: Type.String() });

/** A customer's connections. */
export function customerRoutes(route: RouteDeps, deps: ConnectDeps): void {
  readRoutes(route, deps);
  connectRoutes(route, deps);
  stepRoutes(route, deps);
}

function readRoutes(route: RouteDeps, deps: ConnectDeps): void {
  addRoute(route, {
    method: "GET",
    path: "/connections",
    scopes,
    audit: reads,
    summary: "A customer's connections",
    response: contract.ConnectionList,
    handle: async (ctx) => ({ items: await listConnections(ctx, deps) }),
  });
  addRoute(route, {
    method: "GET",
    path: "/connections/:connectionId",
    scopes,
    audit: reads,
    summary: "One connection",
    params,
    response: contract.ConnectionView,
    handle: (ctx, { params: { connectionId } }) => getConnection(ctx, deps, { connectionId: takeId("connection", connectionId) }),
  });
  addRoute(route, {
    method: "GET",
    path: "/connection-notices",
    scopes,
    audit: reads,
    summary: "What the customer was told of its connections",
    response: contract.NoticeList,
    handle: async (ctx) => ({ items: await listNotices(ctx, deps) }),
  });
  addRoute(route, {
    method: "GET",
    path: "/providers",
    scopes,
    audit: reads,
    summary: "Providers whose accounts a customer can connect",
    response: contract.ProviderList,
    handle: async (ctx) => ({ items: await listConnectable(ctx, deps) }),
  });
  addRoute(route, {
    method: "GET",
    path: "/listings/:listingId/connections",
    scopes,
    audit: reads,
    summary: "The accounts a listing's program uses, and which connections would do",
    params: Type.Object({ listingId: Type.String() }),
    response: contract.NeedList,
    handle: async (ctx, { params: { listingId } }) => ({ items: await listNeeds(ctx, deps, { listingId: takeId("listing", listingId) }) }),
  });
}

function connectRoutes(route: RouteDeps, deps: ConnectDeps): void {
  addRoute(route, {
    method: "POST",
    path: "/connections",
    scopes,
    audit: "connection.connect",
    summary: "Connect an account by a key, or user and password; it is tried first",
    body: contract.ConnectBody,
    response: contract.ConnectionView,
    status: 201,
    handle: (ctx, { body }) => connectWithKey(ctx, deps, { ...body, ...uuids(body) }),
  });
  addRoute(route, {
    method: "POST",
    path: "/connection-attempts",
    scopes,
    audit: "connection.begin",
    summary: "Begin to connect an account in a window, by a link for a colleague, or by a code",
    body: contract.BeginBody,
    response: contract.BegunAttempt,
    status: 201,
    handle: (ctx, { body }) => beginAttempt(ctx, deps, { ...body, ...uuids(body) }),
  });
  addRoute(route, {
    method: "GET",
    path: "/connection-attempts/:attemptId",
    scopes,
    audit: reads,
    summary: "How far a try to connect is",
    params: Type.Object({ attemptId: Type.String() }),
    response: contract.AttemptView,
    handle: (ctx, { params: { attemptId } }) => getAttempt(ctx, deps, { attemptId: takeId("connectionAttempt", attemptId) }),
  });
}

function stepRoutes(route: RouteDeps, deps: ConnectDeps): void {
  addRoute(route, {
    method: "PATCH",
    path: "/connections/:connectionId",
    scopes,
    audit: "connection.rename",
    summary: "Call a connection otherwise",
    params,
    body: contract.RenameConnectionBody,
    response: contract.ConnectionView,
    handle: (ctx, input) =>
      renameConnection(ctx, deps, { connectionId: takeId("connection", input.params.connectionId), name: input.body.name }),
  });
  addRoute(route, {
    method: "POST",
    path: "/connections/:connectionId/test",
    scopes,
    audit: "connection.test",
    summary: "Ask the provider whether the account still works",
    params,
    response: contract.TestResult,
    handle: (ctx, input) => testConnection(ctx, deps, { connectionId: takeId("connection", input.params.connectionId) }),
  });
  addRoute(route, {
    method: "POST",
    path: "/connections/:connectionId/disconnect",
    scopes,
    audit: "connection.disconnect",
    summary: "End a connection; its tokens are given back at the provider",
    params,
    response: Type.Object({ state: contract.ConnectionState }),
    handle: (ctx, input) => disconnect(ctx, { connectionId: takeId("connection", input.params.connectionId) }),
  });
}

/** Public ids of a body as the verbs take them. */
function uuids(body: { listingId?: string; connectionId?: string }): { listingId?: string; connectionId?: string } {
  return {
    ...(body.listingId === undefined ? {} : { listingId: takeId("listing", body.listingId) }),
    ...(body.connectionId === undefined ? {} : { connectionId: takeId("connection", body.connectionId) }),
  };
}
