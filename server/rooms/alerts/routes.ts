import * as contract from "@stoa/contract";
import { Type } from "typebox";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { addChannel } from "./add-channel.ts";
import { editChannel } from "./edit-channel.ts";
import { getAlert } from "./get-alert.ts";
import { listAlerts } from "./list-alerts.ts";
import { listChannels } from "./list-channels.ts";
import { removeChannel } from "./remove-channel.ts";
import type { TellDeps } from "./send-notifications.ts";
import { takeId } from "./show.ts";
import { testChannel } from "./test-channel.ts";

const reads = { none: "reads only" };
const scopes = ["operator"] as const;
const channelParams = Type.Object({ channelId: Type.String() });

/** What the operator is told, and how. */
export function alertsRoutes(route: RouteDeps & Pick<TellDeps, "publicUrl">): void {
  alertRoutes(route);
  channelRoutes(route, { publicUrl: route.publicUrl, keys: route.keys });
}

function alertRoutes(route: RouteDeps): void {
  addRoute(route, {
    method: "GET",
    path: "/alerts",
    scopes,
    audit: reads,
    summary: "Alerts, newest first",
    query: contract.AlertQuery,
    response: contract.AlertPage,
    handle: (ctx, { query }) => listAlerts(ctx, query),
  });
  addRoute(route, {
    method: "GET",
    path: "/alerts/:alertId",
    scopes,
    audit: reads,
    summary: "One alert, and where it was told",
    params: Type.Object({ alertId: Type.String() }),
    response: contract.AlertDetail,
    handle: (ctx, { params }) => getAlert(ctx, { alertId: takeId("alert", params.alertId) }),
  });
}

function channelRoutes(route: RouteDeps, deps: TellDeps): void {
  addRoute(route, {
    method: "GET",
    path: "/alert-channels",
    scopes,
    audit: reads,
    summary: "The ways the operator is told",
    response: contract.AlertChannelList,
    handle: (ctx) => listChannels(ctx),
  });
  addRoute(route, {
    method: "POST",
    path: "/alert-channels",
    scopes,
    audit: "alert_channel.add",
    summary: "Be told by mail, webhook or ping",
    body: contract.AddAlertChannel,
    response: contract.AddedAlertChannel,
    status: 201,
    handle: (ctx, { body }) => addChannel(ctx, body),
  });
  addRoute(route, {
    method: "PATCH",
    path: "/alert-channels/:channelId",
    scopes,
    audit: "alert_channel.edit",
    summary: "Change how you are told",
    params: channelParams,
    body: contract.EditAlertChannel,
    response: contract.AlertChannelView,
    handle: (ctx, { params, body }) => editChannel(ctx, { ...body, channelId: takeId("alertChannel", params.channelId) }),
  });
  addRoute(route, {
    method: "DELETE",
    path: "/alert-channels/:channelId",
    scopes,
    audit: "alert_channel.remove",
    summary: "Be told this way no more",
    params: channelParams,
    status: 204,
    handle: async (ctx, { params, reply }) => {
      await removeChannel(ctx, { channelId: takeId("alertChannel", params.channelId) });
      return reply.code(204).send();
    },
  });
  addRoute(route, {
    method: "POST",
    path: "/alert-channels/:channelId/test",
    scopes,
    audit: "alert_channel.test",
    summary: "Try it now",
    params: channelParams,
    response: contract.AlertTestResult,
    handle: (ctx, { params }) => testChannel(ctx, { channelId: takeId("alertChannel", params.channelId) }, deps),
  });
}
