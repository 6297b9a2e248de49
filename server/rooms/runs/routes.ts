import * as contract from "@stoa/contract";
import { showId } from "@stoa/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { BlobStore } from "../../base/blobs/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { transaction, type Ctx } from "../../base/index.ts";
import type { LiveLogs } from "../../base/logs/index.ts";
import type { Catalogue } from "../connections/index.ts";
import { readSideAddress } from "../identity/index.ts";
import { configureInstallation } from "../installs/index.ts";
import { againRoutes } from "./again-routes.ts";
import { cancelRun } from "./cancel-run.ts";
import { showListingSuccess } from "./show-listing-success.ts";
import { getContacts } from "./sum-contacts.ts";
import { countRunDays } from "./count-days.ts";
import { rebuildDays } from "./days/rebuild-days.ts";
import type { Wake } from "./dispatch/wake.ts";
import { eventRoutes } from "./events/routes.ts";
import { explainWaiting } from "./explain-waiting.ts";
import { getRun } from "./get-run.ts";
import { limitRoutes } from "./limits/routes.ts";
import { listRuns } from "./list-runs.ts";
import { readRunLog } from "./log/read-run-log.ts";
import { searchRunLog } from "./log/search-run-log.ts";
import { getHook } from "./get-hook.ts";
import { receiveDelivery } from "./receive-delivery.ts";
import { rotateHook } from "./rotate-hook.ts";
import { showSchedule } from "./schedule/show-schedule.ts";
import type { RunSettings } from "./settings.ts";
import { moment, momentOrNull, takeId } from "./show.ts";
import { showQueue } from "./show-queue.ts";
import { showRunners } from "./show-runners.ts";
import { streamRoutes } from "./stream-routes.ts";
import { triggerRun } from "./trigger-run.ts";
import { listUsage } from "./usage/list-usage.ts";

export interface RunsRouteDeps extends RouteDeps {
  blobs: BlobStore;
  live: LiveLogs;
  wake: Wake;
  settings: RunSettings;
  /** The origin people use, in webhook addresses. */
  publicUrl: string;
  /** Providers that Stoa knows: how their events are signed. */
  catalogue: Catalogue;
}

const reads = { none: "reads only" };
const everyScope = ["customer", "publisher", "side", "operator"] as const;
const drivers = ["customer", "side", "operator"] as const;
const runParams = Type.Object({ runId: Type.String() });
const installationParams = Type.Object({ installationId: Type.String() });
const runOf = (params: { runId: string }): { runId: string } => ({ runId: takeId("run", params.runId) });
const installationOf = (params: { installationId: string }): { installationId: string } => ({
  installationId: takeId("installation", params.installationId),
});

/** Endpoints of runs, and the address webhooks come to. */
export function runsRoutes(deps: RunsRouteDeps): void {
  readRoutes(deps);
  sumRoutes(deps);
  logRoutes(deps);
  streamRoutes(deps);
  driveRoutes(deps);
  scheduleRoutes(deps);
  operatorRoutes(deps);
  limitRoutes(deps);
  hookRoute(deps);
  eventRoutes(deps);
}

function readRoutes(deps: RunsRouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/runs",
    scopes: everyScope,
    audit: reads,
    summary: "Runs, newest first",
    query: contract.RunQuery,
    response: contract.RunPage,
    handle: (ctx, { query }) => listRuns(ctx, query),
  });
  addRoute(deps, {
    method: "GET",
    path: "/runs/:runId",
    scopes: everyScope,
    audit: reads,
    summary: "A run",
    params: runParams,
    response: contract.RunView,
    handle: (ctx, { params }) => getRun(ctx, runOf(params), deps.settings),
  });
  addRoute(deps, {
    method: "GET",
    path: "/runs/:runId/waiting",
    scopes: everyScope,
    audit: reads,
    summary: "Why a run waits",
    params: runParams,
    response: contract.WaitingView,
    handle: (ctx, { params }) => explainWaiting(ctx, runOf(params), deps.settings),
  });
}

/** What many runs come to: a day's outcomes, a month's use, what was reached. */
function sumRoutes(deps: RunsRouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/run-days",
    scopes: everyScope,
    audit: reads,
    summary: "Runs a day",
    query: contract.RunDaysQuery,
    response: contract.RunDays,
    handle: (ctx, { query }) => countRunDays(ctx, query),
  });
  addRoute(deps, {
    method: "POST",
    path: "/run-days/rebuild",
    scopes: ["operator"],
    audit: "runs.rebuild_days",
    summary: "Sum runs by day anew from their history",
    response: contract.DaysRebuilt,
    handle: (ctx) => rebuildDays(ctx, deps.settings),
  });
  addRoute(deps, {
    method: "GET",
    path: "/usage",
    scopes: everyScope,
    audit: reads,
    summary: "What runs used in a month",
    query: contract.UsageQuery,
    response: contract.UsageList,
    handle: (ctx, { query }) => listUsage(ctx, query),
  });
  addRoute(deps, {
    method: "GET",
    path: "/listings/:listingId/success",
    scopes: ["customer", "publisher", "side", "operator"],
    audit: { none: "reads only" },
    summary: "How many of a listing's runs succeeded, over all customers of its host",
    params: Type.Object({ listingId: Type.String() }),
    response: contract.ListingSuccess,
    handle: (ctx, { params }) => showListingSuccess(ctx, { listingId: takeId("listing", params.listingId) }),
  });
  addRoute(deps, {
    method: "GET",
    path: "/contacts",
    scopes: everyScope,
    audit: reads,
    summary: "What an integration's runs reached in ninety days, beside what it declares",
    query: contract.ContactsQuery,
    response: contract.ContactsView,
    handle: (ctx, { query }) => getContacts(ctx, { integrationId: takeId("integration", query.integrationId) }),
  });
}

function logRoutes(deps: RunsRouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/runs/:runId/log",
    scopes: everyScope,
    audit: reads,
    summary: "Lines of a run's log",
    params: runParams,
    query: contract.LogQuery,
    response: contract.LogPage,
    handle: (ctx, { params, query }) =>
      readRunLog(ctx, { ...runOf(params), attempt: query.attempt, from: query.from ?? 0, limit: query.limit ?? 1_000 }, deps),
  });
  addRoute(deps, {
    method: "GET",
    path: "/runs/:runId/log/search",
    scopes: everyScope,
    audit: reads,
    summary: "Find text in a run's log",
    params: runParams,
    query: contract.LogSearchQuery,
    response: contract.LogSearchView,
    handle: (ctx, { params, query }) =>
      searchRunLog(ctx, { ...runOf(params), attempt: query.attempt, text: query.text, limit: query.limit ?? 100 }, deps),
  });
}

function driveRoutes(deps: RunsRouteDeps): void {
  const queued = (ctx: Ctx, started: { runId: string }): contract.RunStarted => {
    deps.wake.queueChanged(ctx.scope.kind === "customer" ? [ctx.scope.customerId] : []);
    return { runId: showId("run", started.runId) };
  };
  addRoute(deps, {
    method: "POST",
    path: "/installations/:installationId/runs",
    scopes: drivers,
    audit: "run.trigger",
    summary: "Run an installation now",
    params: installationParams,
    body: contract.TriggerBody,
    response: contract.RunStarted,
    status: 201,
    bodyLimit: 1_200_000,
    handle: async (ctx, { params, body }) => queued(ctx, await triggerRun(ctx, { ...installationOf(params), ...body }, deps.settings)),
  });
  againRoutes(deps, queued);
  addRoute(deps, {
    method: "POST",
    path: "/runs/:runId/cancel",
    scopes: drivers,
    audit: "run.cancel",
    summary: "Cancel a run",
    params: runParams,
    response: contract.Cancelled,
    handle: async (ctx, { params }) => {
      const run = runOf(params);
      const answer = await cancelRun(ctx, run);
      deps.wake.cancelAsked(run.runId);
      deps.wake.queueChanged();
      return answer;
    },
  });
}

function scheduleRoutes(deps: RunsRouteDeps): void {
  const urlOf = async (ctx: Ctx, installationId: string): Promise<string> =>
    `${await addressFor(ctx, deps.publicUrl)}/hooks/${installationId}`;
  addRoute(deps, {
    method: "GET",
    path: "/installations/:installationId/schedule",
    scopes: everyScope,
    audit: reads,
    summary: "When an installation runs by itself",
    params: installationParams,
    response: contract.ScheduleView,
    handle: (ctx, { params }) => showSchedule(ctx, installationOf(params)),
  });
  addRoute(deps, {
    method: "PUT",
    path: "/installations/:installationId/schedule",
    scopes: ["customer"],
    audit: "installation.configure",
    summary: "Change when an installation runs by itself",
    params: installationParams,
    body: contract.ScheduleBody,
    response: contract.ScheduleView,
    handle: async (ctx, { params, body }) => {
      const { operationId, cron, zone } = body;
      await configureInstallation(ctx, { ...installationOf(params), operationId, schedule: cron, zone });
      return showSchedule(ctx, installationOf(params));
    },
  });
  addRoute(deps, {
    method: "GET",
    path: "/installations/:installationId/hook",
    scopes: ["customer", "side", "operator"],
    audit: reads,
    summary: "An installation's webhook address",
    params: installationParams,
    response: contract.HookView,
    handle: async (ctx, { params }) => ({
      url: await urlOf(ctx, params.installationId),
      rotatedAt: momentOrNull((await getHook(ctx, installationOf(params))).rotatedAt),
    }),
  });
  addRoute(deps, {
    method: "POST",
    path: "/installations/:installationId/hook/rotate",
    scopes: ["customer"],
    audit: "hook.rotate",
    summary: "Make a new token for the webhook address",
    params: installationParams,
    response: contract.HookRotated,
    handle: async (ctx, { params }) => {
      const { token, rotatedAt } = await rotateHook(ctx, installationOf(params));
      return { url: await urlOf(ctx, params.installationId), token, rotatedAt: moment(rotatedAt) };
    },
  });
}

/** Where others call a side: its own domain, when it has one. */
async function addressFor(ctx: Ctx, publicUrl: string): Promise<string> {
  const { scope } = ctx;
  return "sideId" in scope ? transaction(ctx, ({ tx }) => readSideAddress(tx, publicUrl, scope.sideId)) : publicUrl;
}

function operatorRoutes(deps: RunsRouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/runners",
    scopes: ["operator"],
    audit: reads,
    summary: "Runners",
    response: contract.RunnerList,
    handle: (ctx) => showRunners(ctx),
  });
  addRoute(deps, {
    method: "GET",
    path: "/queue",
    scopes: ["operator"],
    audit: reads,
    summary: "What waits, by reason",
    response: contract.QueueView,
    handle: (ctx) => showQueue(ctx),
  });
}

/** Bodies come as they are, of any type: a signature is over their bytes. */
function hookRoute(deps: RunsRouteDeps): void {
  void deps.app.register(async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: deps.settings.deliveryBytes }, (_request, body, done) =>
      done(null, body),
    );
    const schema = {
      summary: "A webhook's body for an installation",
      tags: ["hook"],
      params: installationParams,
      response: { 202: contract.DeliveryTaken, default: Type.Ref("Error") },
    };
    app.post("/hooks/:installationId", { schema, bodyLimit: deps.settings.deliveryBytes }, (request, reply) =>
      takeDelivery(deps, request, reply),
    );
  });
}

async function takeDelivery(deps: RunsRouteDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { installationId } = request.params as { installationId: string };
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const ctx: Ctx = {
    db: deps.db,
    clock: deps.clock,
    log: deps.log,
    keys: deps.keys,
    trace: request.id,
    scope: { kind: "engine" },
    actor: { kind: "engine", name: "hook" },
  };
  const taken = await receiveDelivery(
    ctx,
    { ...installationOf({ installationId }), headers, body, atSide: request.atDomain?.sideId },
    deps.settings,
  );
  deps.wake.queueChanged([taken.customerId]);
  return reply.code(202).send({ runId: showId("run", taken.runId), repeated: taken.repeated });
}
