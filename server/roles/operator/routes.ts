import * as contract from "@stoa/contract";
import { Type } from "typebox";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { showStorage } from "../storage/show-storage.ts";
import { listActors } from "./list-actors.ts";
import { listAudit } from "./list-audit.ts";
import { tableAudit } from "./table-audit.ts";
import { openProbe } from "./probe-public-url.ts";
import { showStatus, type StatusDeps } from "./show-status.ts";

const reads = { none: "reads only" };

/** What spans every room: the deployment's status, and the audit of each place. */
export function operatorRoutes(route: RouteDeps, from: Omit<StatusDeps, "probe">): void {
  const status = { ...from, probe: openProbe(from.deps.config.publicUrl, from.address.instance) };
  addRoute(route, {
    method: "GET",
    path: "/status",
    scopes: ["operator"],
    audit: reads,
    summary: "Is the platform fine?",
    response: contract.StatusView,
    handle: (ctx) => showStatus(ctx, status),
  });
  addRoute(route, {
    method: "GET",
    path: "/storage",
    scopes: ["operator"],
    audit: reads,
    summary: "What takes room on the disk",
    response: contract.StorageView,
    handle: (ctx) => showStorage(ctx, { dataDir: from.deps.config.dataDir, disk: from.disk }),
  });
  addRoute(route, {
    method: "GET",
    path: "/audit",
    scopes: ["customer", "publisher", "side", "operator"],
    audit: reads,
    summary: "Who asked for what",
    query: contract.AuditQuery,
    response: contract.AuditPage,
    handle: (ctx, { query }) => listAudit(ctx, query),
  });
  addRoute(route, {
    method: "GET",
    path: "/audit/actors",
    scopes: ["customer", "publisher", "side", "operator"],
    audit: reads,
    summary: "People and programs that asked for anything; at most 500",
    response: contract.AuditActorList,
    handle: (ctx) => listActors(ctx),
  });
  addRoute(route, {
    method: "GET",
    path: "/audit/csv",
    scopes: ["customer", "publisher", "side", "operator"],
    audit: reads,
    summary: "Who asked for what, as a table; at most 10,000 rows",
    query: Type.Omit(contract.AuditQuery, ["after", "limit"]),
    handle: async (ctx, { query, reply }) => {
      const text = await tableAudit(ctx, query);
      return reply
        .header("content-type", "text/csv; charset=utf-8")
        .header("content-disposition", 'attachment; filename="activity.csv"')
        .send(text);
    },
  });
}
