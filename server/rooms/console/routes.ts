import * as contract from "@stoa/contract";
import { Type } from "typebox";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { promotionRoutes } from "./promotion/routes.ts";
import type { PromotionDeps } from "./promotion/promote.ts";
import { listCustomerHealth } from "./list-customer-health.ts";
import { showCustomerHealth } from "./show-customer-health.ts";
import { visitRoutes, type VisitDeps } from "./visits/routes.ts";
import { sumListingWeeks } from "./sum-listing-weeks.ts";

const reads = { none: "reads only" };
const Ref = Type.String({ minLength: 1, maxLength: 200, description: "The host's own id for the customer, or ours." });

/** Endpoints of a host's console: how its customers and listings fare, and what goes from test to live. */
export function consoleRoutes(deps: RouteDeps & PromotionDeps & VisitDeps): void {
  promotionRoutes(deps);
  visitRoutes(deps);
  addRoute(deps, {
    method: "GET",
    path: "/customer-health",
    scopes: ["side"],
    audit: reads,
    summary: "Customers with their health",
    query: contract.CustomerHealthQuery,
    response: contract.CustomerHealthPage,
    handle: (ctx, { query }) => listCustomerHealth(ctx, query),
  });
  addRoute(deps, {
    method: "GET",
    path: "/customers/:ref/health",
    scopes: ["side"],
    audit: reads,
    summary: "How one customer's installations fare",
    params: Type.Object({ ref: Ref }),
    response: contract.CustomerHealthView,
    handle: (ctx, { params }) => showCustomerHealth(ctx, params),
  });
  addRoute(deps, {
    method: "GET",
    path: "/listing-weeks",
    scopes: ["side"],
    audit: reads,
    summary: "Installs and failures by listing and week",
    query: contract.ListingWeeksQuery,
    response: contract.ListingWeeks,
    handle: (ctx, { query }) => sumListingWeeks(ctx, query),
  });
}
