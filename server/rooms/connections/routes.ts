import type { RouteDeps } from "../../base/http/index.ts";
import { appRoutes } from "./app-routes.ts";
import { customerRoutes } from "./customer-routes.ts";
import type { ConnectDeps } from "./deps.ts";
import { linkRoutes } from "./link-routes.ts";

/** Endpoints of connections. */
export function connectionsRoutes(route: RouteDeps, deps: ConnectDeps): void {
  customerRoutes(route, deps);
  appRoutes(route, deps);
  linkRoutes(route, deps);
}
