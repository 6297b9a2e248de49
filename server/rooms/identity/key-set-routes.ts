import * as contract from "@stoa/contract";
import { Type } from "typebox";
import { addRoute } from "../../base/http/index.ts";
import { addKeySet } from "./add-key-set.ts";
import { listKeySets, showKeySet } from "./list-key-sets.ts";
import { refreshKeySet } from "./refresh-key-set.ts";
import { removeKeySet } from "./remove-key-set.ts";
import type { IdentityRouteDeps } from "./routes.ts";
import { takeId } from "./take-id.ts";

const params = Type.Object({ keySetId: Type.String() });

/** Addresses where hosts publish the keys they sign with. */
export function keySetRoutes(deps: IdentityRouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/key-sets",
    scopes: ["side"],
    audit: { none: "reads only" },
    summary: "Addresses where the host publishes its keys",
    response: Type.Object({ items: Type.Array(contract.KeySetView) }),
    handle: async (ctx) => ({ items: (await listKeySets(ctx)).map(showKeySet) }),
  });
  addRoute(deps, {
    method: "POST",
    path: "/key-sets",
    scopes: ["side"],
    audit: "key_set.add",
    summary: "Trust the keys that the host publishes at an address",
    body: contract.KeySetBody,
    response: contract.KeySetView,
    status: 201,
    handle: async (ctx, { body }) => showKeySet(await addKeySet(ctx, body, deps.ask)),
  });
  addRoute(deps, {
    method: "POST",
    path: "/key-sets/:keySetId/refresh",
    scopes: ["side"],
    audit: "key_set.refresh",
    summary: "Ask the address now",
    params,
    response: contract.KeySetView,
    handle: async (ctx, input) => showKeySet(await refreshKeySet(ctx, { keySetId: takeId("keySet", input.params.keySetId) }, deps.ask)),
  });
  addRoute(deps, {
    method: "DELETE",
    path: "/key-sets/:keySetId",
    scopes: ["side"],
    audit: "key_set.remove",
    summary: "Trust this address no more",
    params,
    status: 204,
    handle: async (ctx, input) => {
      await removeKeySet(ctx, { keySetId: takeId("keySet", input.params.keySetId) });
      return input.reply.code(204).send();
    },
  });
}
