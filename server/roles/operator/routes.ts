import * as contract from "@stoa/contract";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import type { Sandbox } from "../../rooms/sandbox/index.ts";
import type { RolesDeps } from "../deps.ts";
import { listAudit } from "./list-audit.ts";
import { showStatus } from "./show-status.ts";

const reads = { none: "reads only" };

/** What spans every room: the deployment's status, and the audit of each place. */
export function operatorRoutes(route: RouteDeps, deps: RolesDeps, sandbox: Sandbox): void {
  addRoute(route, {
    method: "GET",
    path: "/status",
    scopes: ["operator"],
    audit: reads,
    summary: "Is the platform fine?",
    response: contract.StatusView,
    handle: (ctx) => showStatus(ctx, deps, sandbox),
  });
  addRoute(route, {
    method: "GET",
    path: "/audit",
    scopes: ["customer", "publisher", "side", "operator"],
    audit: reads,
    summary: "Who asked for what",
    query: contract.PageQuery,
    response: contract.AuditPage,
    handle: (ctx, { query }) => listAudit(ctx, query),
  });
}
