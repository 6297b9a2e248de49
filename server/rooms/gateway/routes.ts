import * as contract from "@stoa/contract";
import { Type } from "typebox";
import type { TxCtx } from "../../base/index.ts";
import { transaction, type Ctx } from "../../base/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { declareActions } from "./declare-actions.ts";
import { editHostApi } from "./edit-host-api.ts";
import { listActions } from "./list-actions.ts";
import { listOfferedActions } from "./list-offered-actions.ts";
import { previewDeclaration } from "./preview-declaration.ts";
import { requireSide, takeId } from "./scope.ts";
import { showAction, showApi, showDifference, showPlaced, showTokenFacts, type GrantCounts } from "./show.ts";

export interface GatewayRouteDeps extends RouteDeps {
  publicUrl: string;
  /** Of a higher room: how many installations of a side were allowed each action. */
  countGrants: (ctx: TxCtx, sideId: string) => Promise<ReadonlyMap<string, number>>;
}

const reads = { none: "reads only" };
const bodyLimit = 2 * contract.gatewayLimits.document + 65_536;

export function gatewayRoutes(deps: GatewayRouteDeps): void {
  readRoutes(deps);
  declareRoutes(deps);
}

function readRoutes(deps: GatewayRouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/host-api",
    scopes: ["side"],
    audit: reads,
    summary: "The host's API as it was declared, and its actions",
    response: contract.HostActionsView,
    handle: (ctx) => showWhole(deps, ctx),
  });
  addRoute(deps, {
    method: "GET",
    path: "/host-actions",
    scopes: ["publisher", "operator"],
    audit: reads,
    summary: "What hosts let integrations do in their products",
    query: Type.Object({ sideId: Type.Optional(Type.String()) }),
    response: contract.HostActionList,
    handle: async (ctx, { query }) => ({
      items: (await listOfferedActions(ctx, { sideId: query.sideId === undefined ? undefined : takeId("side", query.sideId) })).map(
        showPlaced,
      ),
    }),
  });
}

async function showWhole(deps: GatewayRouteDeps, ctx: Ctx): Promise<contract.HostActionsView> {
  const { api, actions } = await listActions(ctx);
  const counts = await countsOf(deps, ctx);
  return {
    api: api ? showApi(api) : null,
    token: showTokenFacts(deps.publicUrl, requireSide(ctx)),
    items: actions.map((action) => showAction(action, counts)),
  };
}

function countsOf(deps: GatewayRouteDeps, ctx: Ctx): Promise<GrantCounts> {
  return transaction(ctx, (inner) => deps.countGrants(inner, requireSide(ctx)));
}

function declareRoutes(deps: GatewayRouteDeps): void {
  addRoute(deps, {
    method: "POST",
    path: "/host-api/preview",
    scopes: ["side"],
    audit: { none: "changes nothing: it says what an upload would change" },
    summary: "What uploading an OpenAPI document would change",
    body: contract.DeclareBody,
    bodyLimit,
    response: contract.DeclarationDiff,
    handle: async (ctx, { body }) => showDifference(await previewDeclaration(ctx, body), await countsOf(deps, ctx)),
  });
  addRoute(deps, {
    method: "PUT",
    path: "/host-api",
    scopes: ["side"],
    audit: "actions.declare",
    summary: "Declare what the host's API can do, by its OpenAPI document",
    body: contract.DeclareBody,
    bodyLimit,
    response: contract.DeclarationDiff,
    handle: async (ctx, { body }) => showDifference(await declareActions(ctx, body), await countsOf(deps, ctx)),
  });
  addRoute(deps, {
    method: "PATCH",
    path: "/host-api",
    scopes: ["side"],
    audit: "host_api.edit",
    summary: "Change where the host's API is, and how it knows Stoa",
    body: contract.EditHostApiBody,
    response: contract.HostApi,
    handle: async (ctx, { body }) => showApi(await editHostApi(ctx, body)),
  });
}
