import * as contract from "@stoa/contract";
import { Type } from "typebox";
import type { Ctx } from "../../base/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { rerunRun } from "./rerun-run.ts";
import { retryItems } from "./retry-items.ts";
import type { RunSettings } from "./settings.ts";
import { takeId } from "./show.ts";

const drivers = ["customer", "side", "operator"] as const;
const runParams = Type.Object({ runId: Type.String() });
const runOf = (params: { runId: string }): { runId: string } => ({ runId: takeId("run", params.runId) });

/** Endpoints that do again what a run did, all of it or what failed. `queued` shows what was started. */
export function againRoutes(
  deps: RouteDeps & { settings: RunSettings },
  queued: (ctx: Ctx, started: { runId: string }) => contract.RunStarted,
): void {
  addRoute(deps, {
    method: "POST",
    path: "/runs/:runId/rerun",
    scopes: drivers,
    audit: "run.rerun",
    summary: "Run again what a run did",
    params: runParams,
    body: contract.RerunBody,
    response: contract.RunStarted,
    status: 201,
    handle: async (ctx, { params, body }) =>
      queued(
        ctx,
        await rerunRun(
          ctx,
          {
            ...runOf(params),
            config: body.config ?? "current",
            state: body.state ?? "current",
            saveState: body.saveState,
            operationId: body.operationId,
          },
          deps.settings,
        ),
      ),
  });
  addRoute(deps, {
    method: "POST",
    path: "/runs/:runId/retry-items",
    scopes: drivers,
    audit: "run.retry_items",
    summary: "Do failed items of a run again, and nothing else, where the program can",
    params: runParams,
    body: contract.RetryItemsBody,
    response: contract.RunStarted,
    status: 201,
    handle: async (ctx, { params, body }) => queued(ctx, await retryItems(ctx, { ...runOf(params), ...body }, deps.settings)),
  });
}
