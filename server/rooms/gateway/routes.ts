import * as contract from "@stoa/contract";
import { Type, type Static } from "typebox";
import { engineCtx, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { declareActions } from "./declare-actions.ts";
import { editHostApi } from "./edit-host-api.ts";
import { listActions } from "./list-actions.ts";
import { listCalls, type FindShared } from "./list-calls.ts";
import { listHostTokens } from "./list-host-tokens.ts";
import { listOfferedActions } from "./list-offered-actions.ts";
import { previewDeclaration, type Previewed } from "./preview-declaration.ts";
import { putHostToken } from "./put-host-token.ts";
import { readPublishedKeys } from "./read-published-keys.ts";
import { removeHostToken } from "./remove-host-token.ts";
import { rotateSigningKey } from "./rotate-signing-key.ts";
import { requireSide, takeId } from "./scope.ts";
import { showAction, showApi, showDifference, showPlaced, showToken, showTokenFacts, type GrantCounts } from "./show.ts";

export interface GatewayRouteDeps extends RouteDeps {
  publicUrl: string;
  /** Of a higher room: how many installations of a side were allowed each action. */
  countGrants: (ctx: TxCtx, sideId: string) => Promise<ReadonlyMap<string, number>>;
  /** Of a higher room: how many installations would have to agree again, were these the side's actions. */
  countWidened: (ctx: TxCtx, sideId: string, actions: readonly { name: string; scopes: readonly string[] }[]) => Promise<number>;
  findShared: FindShared;
}

const reads = { none: "reads only" };
const bodyLimit = 2 * contract.gatewayLimits.document + 65_536;

export function gatewayRoutes(deps: GatewayRouteDeps): void {
  readRoutes(deps);
  declareRoutes(deps);
  tokenRoutes(deps);
  callRoutes(deps);
  keyRoutes(deps);
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
  const { place, api, actions } = await listActions(ctx);
  const counts = await countsOf(deps, ctx);
  return {
    api: api ? showApi(api) : null,
    token: showTokenFacts(deps.publicUrl, { place, api }),
    items: actions.map((action) => showAction(action, counts)),
  };
}

function countsOf(deps: GatewayRouteDeps, ctx: Ctx): Promise<GrantCounts> {
  return transaction(ctx, (inner) => deps.countGrants(inner, requireSide(ctx)));
}

function differenceOf(deps: GatewayRouteDeps, ctx: Ctx, previewed: Previewed): Promise<contract.DeclarationDiff> {
  return transaction(ctx, async (inner) => {
    const sideId = requireSide(ctx);
    const mustAgree = await deps.countWidened(inner, sideId, previewed.declaration.actions);
    return showDifference(previewed, { counts: await deps.countGrants(inner, sideId), mustAgree });
  });
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
    handle: async (ctx, { body }) => differenceOf(deps, ctx, await previewDeclaration(ctx, body)),
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
    handle: async (ctx, { body }) => differenceOf(deps, ctx, await declareActions(ctx, body)),
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

const customerParams = Type.Object({
  ref: Type.String({ minLength: 1, maxLength: 200, description: "The host's own id for the customer, or Stoa's." }),
});

function tokenRoutes(deps: GatewayRouteDeps): void {
  const shared = { path: "/customers/:ref/host-token", scopes: ["side"], params: customerParams } as const;
  addRoute(deps, {
    method: "GET",
    path: "/host-tokens",
    scopes: ["side"],
    audit: reads,
    summary: "Which customers a token was handed over for; never a token",
    response: contract.HostTokenList,
    handle: async (ctx) => ({ items: (await listHostTokens(ctx)).map(showToken) }),
  });
  addRoute(deps, {
    ...shared,
    method: "PUT",
    audit: "host_token.put",
    summary: "Hand over the token that requests for a customer carry",
    body: contract.HostTokenBody,
    response: contract.HostTokenView,
    handle: async (ctx, { params, body }) => showToken(await putHostToken(ctx, { customer: params.ref, token: body.token })),
  });
  addRoute(deps, {
    ...shared,
    method: "DELETE",
    audit: "host_token.remove",
    summary: "Forget a customer's token",
    status: 204,
    handle: async (ctx, { params, reply }) => {
      await removeHostToken(ctx, { customer: params.ref });
      return reply.code(204).send();
    },
  });
}

function callRoutes(deps: GatewayRouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/host-calls",
    scopes: ["customer", "publisher", "side", "operator"],
    audit: reads,
    summary: "Requests of runs to the host's API, those that were refused among them",
    query: contract.HostCallQuery,
    response: contract.HostCallPage,
    handle: (ctx, { query }) => listCalls(ctx, query, deps.findShared),
  });
}

function keyRoutes(deps: GatewayRouteDeps): void {
  addRoute(deps, {
    method: "POST",
    path: "/host-api/signing-key",
    scopes: ["side"],
    audit: "signing_key.rotate",
    summary: "Make the key anew that requests to the host's API are signed with",
    body: contract.RotateSigningKeyBody,
    response: Type.Object({ kid: Type.String() }),
    handle: (ctx, { body }) => rotateSigningKey(ctx, { atOnce: body.atOnce ?? false }),
  });
  deps.app.get(
    "/.well-known/stoa/:host/:side/jwks.json",
    { schema: { summary: "Public keys of the tokens that a side's API gets with Stoa's requests", params: sidePlace } },
    async (request, reply) => {
      const { db, clock, log, keys } = deps;
      const ctx = engineCtx({ db, clock, log, keys }, "published keys", request.id);
      const found = await readPublishedKeys(ctx, request.params as Static<typeof sidePlace>, request.atDomain?.sideId);
      return reply.header("cache-control", "public, max-age=300").header("access-control-allow-origin", "*").send({ keys: found });
    },
  );
}

const sidePlace = Type.Object({ host: Type.String({ maxLength: 60 }), side: Type.Enum(["test", "live"]) });
