import * as contract from "@stoa/contract";
import { addRoute, type RouteDeps } from "../../../base/http/index.ts";
import { getSynonyms } from "./get-synonyms.ts";
import { setSynonyms } from "./set-synonyms.ts";

export function synonymRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/synonyms",
    scopes: ["side"],
    audit: { none: "reads only" },
    summary: "Words that mean the same in the host's shop",
    response: contract.SynonymsView,
    handle: (ctx) => getSynonyms(ctx),
  });
  addRoute(deps, {
    method: "PUT",
    path: "/synonyms",
    scopes: ["side"],
    audit: "synonyms.set",
    summary: "Say which words mean the same in the host's shop, in place of all said before",
    body: contract.SynonymsBody,
    response: contract.SynonymsView,
    handle: (ctx, { body }) => setSynonyms(ctx, body),
  });
}
