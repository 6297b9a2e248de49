import * as contract from "@stoa/contract";
import { readId } from "@stoa/contract";
import { Type } from "typebox";
import { notFound } from "../../base/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { getHealth } from "./get-health.ts";
import { listHome } from "./list-home.ts";

const reads = { none: "reads only" };
const everyScope = ["customer", "publisher", "side", "operator"] as const;
const installation = Type.Object({ installationId: Type.String() });
const homeQuery = Type.Intersect([
  contract.PageQuery,
  Type.Object({
    state: Type.Optional(contract.InstallationState),
    integrationId: Type.Optional(Type.String()),
    customerId: Type.Optional(Type.String()),
    needs: Type.Optional(Type.Boolean({ description: "Only those that are failing or silent." })),
  }),
]);

/** Endpoints of the customer's home. */
export function homeRoutes(deps: RouteDeps): void {
  healthRoutes(deps);
}

function healthRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/home",
    scopes: everyScope,
    audit: reads,
    summary: "Installations with how they fare, when they last worked and when they run next",
    query: homeQuery,
    response: contract.HomePage,
    handle: (ctx, { query }) => listHome(ctx, query),
  });
  addRoute(deps, {
    method: "GET",
    path: "/installations/:installationId/health",
    scopes: everyScope,
    audit: reads,
    summary: "How one installation fares, and when it runs next",
    params: installation,
    response: contract.HealthView,
    handle: (ctx, { params }) => getHealth(ctx, { installationId: takeInstallation(params.installationId) }),
  });
}

function takeInstallation(text: string): string {
  const id = readId("installation", text);
  if (id === undefined) throw notFound("installation");
  return id;
}
