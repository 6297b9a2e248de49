import * as contract from "@stoa/contract";
import { addRoute, type RouteDeps } from "../../../base/http/index.ts";
import { promote, type PromotionDeps } from "./promote.ts";
import { showPromotion } from "./show-promotion.ts";

/** Endpoints that bring a host's test side to its live side. */
export function promotionRoutes(deps: RouteDeps & PromotionDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/promotion",
    scopes: ["side"],
    audit: { none: "reads only" },
    summary: "What promoting the test side would do to the live side",
    response: contract.PromotionView,
    handle: (ctx) => showPromotion(ctx, deps.policy),
  });
  addRoute(deps, {
    method: "POST",
    path: "/promotion",
    scopes: ["side"],
    audit: "side.promote",
    summary: "Bring what was picked from the test side to the live side",
    body: contract.PromoteBody,
    response: contract.Promoted,
    handle: (ctx, { body }) => promote(ctx, deps, body),
  });
}
