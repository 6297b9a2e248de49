import { Readable } from "node:stream";
import * as contract from "@stoa/contract";
import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { addRoute, keepSpeaking, whenGone } from "../../base/http/index.ts";
import { followRun } from "./follow-run.ts";
import { downloadRunLog } from "./log/download-run-log.ts";
import { followRunLog } from "./log/follow-run-log.ts";
import type { RunsRouteDeps } from "./routes.ts";
import { takeId } from "./show.ts";

const reads = { none: "reads only" };
const everyScope = ["customer", "publisher", "side", "operator"] as const;
const runParams = Type.Object({ runId: Type.String() });
const runOf = (params: { runId: string }): { runId: string } => ({ runId: takeId("run", params.runId) });

/** What goes on being said: a run as it changes, its log as it is written. */
export function streamRoutes(deps: RunsRouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/runs/:runId/follow",
    scopes: everyScope,
    audit: reads,
    summary: "A run whenever it has changed, as JSON lines, until it is over or for 5 s",
    params: runParams,
    handle: async (ctx, { params, request, reply }) => {
      const lines = await followRun(ctx, { ...runOf(params), signal: whenGone(request, reply) }, deps);
      return sendLines(reply, lines);
    },
  });
  addRoute(deps, {
    method: "GET",
    path: "/runs/:runId/log/follow",
    scopes: everyScope,
    audit: reads,
    summary: "A run's log from a line on, then live, as JSON lines",
    params: runParams,
    query: contract.LogQuery,
    handle: async (ctx, { params, query, request, reply }) => {
      const lines = await followRunLog(
        ctx,
        { ...runOf(params), attempt: query.attempt, from: query.from ?? 0, signal: whenGone(request, reply) },
        deps,
      );
      return sendLines(reply, lines);
    },
  });
  addRoute(deps, {
    method: "GET",
    path: "/runs/:runId/log/download",
    scopes: everyScope,
    audit: reads,
    summary: "The whole text of a run's log",
    params: runParams,
    query: Type.Pick(contract.LogQuery, ["attempt"]),
    handle: async (ctx, { params, query, reply }) => {
      const { name, bytes } = await downloadRunLog(ctx, { ...runOf(params), attempt: query.attempt }, deps);
      return reply
        .header("content-type", "text/plain; charset=utf-8")
        .header("content-disposition", `attachment; filename="${name}"`)
        .send(Readable.from(bytes, { objectMode: false }));
    },
  });
}

function sendLines(reply: FastifyReply, lines: AsyncIterable<string>): FastifyReply {
  return reply
    .header("content-type", "application/x-ndjson; charset=utf-8")
    .header("cache-control", "no-store")
    .header("x-accel-buffering", "no")
    .send(Readable.from(keepSpeaking(lines), { objectMode: false }));
}
