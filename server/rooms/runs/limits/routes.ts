import * as contract from "@stoa/contract";
import { showId } from "@stoa/contract";
import { Type } from "typebox";
import { addRoute, type RouteDeps } from "../../../base/http/index.ts";
import type { Wake } from "../dispatch/wake.ts";
import { takeId } from "../show.ts";
import { listLimits } from "./list-limits.ts";
import { removeLimit } from "./remove-limit.ts";
import { setLimit } from "./set-limit.ts";

const limitParams = Type.Object({ limitId: Type.String() });

/** Endpoints of limits. */
export function limitRoutes(deps: RouteDeps & { wake: Wake }): void {
  addRoute(deps, {
    method: "GET",
    path: "/limits",
    scopes: ["customer", "side", "operator"],
    audit: { none: "reads only" },
    summary: "Limits, and what of them is in use",
    response: contract.LimitList,
    handle: (ctx) => listLimits(ctx),
  });
  addRoute(deps, {
    method: "PUT",
    path: "/limits",
    scopes: ["side", "operator"],
    audit: "limit.set",
    summary: "Set a limit",
    body: contract.LimitBody,
    response: contract.LimitView,
    handle: async (ctx, { body }) => {
      const view = await setLimit(ctx, body);
      deps.wake.queueChanged();
      return view;
    },
  });
  addRoute(deps, {
    method: "DELETE",
    path: "/limits/:limitId",
    scopes: ["side", "operator"],
    audit: "limit.remove",
    summary: "Take a limit away",
    params: limitParams,
    response: contract.LimitRemoved,
    handle: async (ctx, { params }) => {
      const limitId = takeId("limit", params.limitId);
      await removeLimit(ctx, { limitId });
      deps.wake.queueChanged();
      return { removed: showId("limit", limitId) };
    },
  });
}
