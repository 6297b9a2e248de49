import * as contract from "@stoa/contract";
import { readId, type IdKind } from "@stoa/contract";
import { Type } from "typebox";
import type { BlobStore } from "../../../base/blobs/index.ts";
import { addRoute, type RouteDeps } from "../../../base/http/index.ts";
import { notFound } from "../../../base/index.ts";
import type { LiveLogs } from "../../../base/logs/index.ts";
import type { RunSettings } from "../../runs/index.ts";
import { endVisit } from "./end-visit.ts";
import { listVisits } from "./list-visits.ts";
import { lookAtInstallation, lookAtLog, lookAtRun, lookAtRuns } from "./look.ts";
import { openVisit } from "./open-visit.ts";

export interface VisitDeps {
  blobs: BlobStore;
  live: LiveLogs;
  settings: RunSettings;
}

const reads = { none: "reads only; opening it wrote the audit" };
const visit = Type.Object({ visitId: Type.String() });
const visitedRun = Type.Object({ visitId: Type.String(), runId: Type.String() });

function take(kind: IdKind, text: string): string {
  const id = readId(kind, text);
  if (id === undefined) throw notFound(kind);
  return id;
}

const visitOf = ({ visitId }: { visitId: string }): { visitId: string } => ({ visitId: take("visit", visitId) });

/** Endpoints of the support view: a host's person looks at a customer's installation, with a reason, and changes nothing. */
export function visitRoutes(deps: RouteDeps & VisitDeps): void {
  keepRoutes(deps);
  lookRoutes(deps);
}

function keepRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "POST",
    path: "/installations/:installationId/visits",
    scopes: ["side"],
    audit: "installation.visit",
    summary: "Look at a customer's installation for an hour; the customer reads the reason",
    params: Type.Object({ installationId: Type.String() }),
    body: contract.OpenVisitBody,
    response: contract.VisitView,
    status: 201,
    handle: (ctx, { params, body }) => openVisit(ctx, { installationId: take("installation", params.installationId), ...body }),
  });
  addRoute(deps, {
    method: "POST",
    path: "/visits/:visitId/end",
    scopes: ["side"],
    audit: "installation.end_visit",
    summary: "End one's own visit",
    params: visit,
    response: contract.VisitView,
    handle: (ctx, { params }) => endVisit(ctx, visitOf(params)),
  });
  addRoute(deps, {
    method: "GET",
    path: "/visits",
    scopes: ["customer", "side"],
    audit: { none: "reads only" },
    summary: "Who of the host looked at which installation, and why",
    query: Type.Intersect([
      contract.PageQuery,
      Type.Object({ installationId: Type.Optional(Type.String()), customerId: Type.Optional(Type.String()) }),
    ]),
    response: contract.VisitPage,
    handle: (ctx, { query }) => listVisits(ctx, query),
  });
}

function lookRoutes(deps: RouteDeps & VisitDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/visits/:visitId/installation",
    scopes: ["side"],
    audit: reads,
    summary: "The visited installation",
    params: visit,
    response: contract.InstallationView,
    handle: (ctx, { params }) => lookAtInstallation(ctx, visitOf(params)),
  });
  addRoute(deps, {
    method: "GET",
    path: "/visits/:visitId/runs",
    scopes: ["side"],
    audit: reads,
    summary: "Runs of the visited installation",
    params: visit,
    query: contract.PageQuery,
    response: contract.RunPage,
    handle: (ctx, { params, query }) => lookAtRuns(ctx, { ...visitOf(params), ...query }),
  });
  addRoute(deps, {
    method: "GET",
    path: "/visits/:visitId/runs/:runId",
    scopes: ["side"],
    audit: reads,
    summary: "A run of the visited installation",
    params: visitedRun,
    response: contract.RunView,
    handle: (ctx, { params }) => lookAtRun(ctx, { ...visitOf(params), runId: take("run", params.runId) }, deps.settings),
  });
  addRoute(deps, {
    method: "GET",
    path: "/visits/:visitId/runs/:runId/log",
    scopes: ["side"],
    audit: reads,
    summary: "Its log, where the customer shares logs",
    params: visitedRun,
    query: contract.LogQuery,
    response: contract.LogPage,
    handle: (ctx, { params, query }) =>
      lookAtLog(ctx, { ...visitOf(params), runId: take("run", params.runId), from: query.from ?? 0, limit: query.limit ?? 1_000 }, deps),
  });
}
