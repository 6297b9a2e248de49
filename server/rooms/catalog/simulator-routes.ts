import * as contract from "@stoa/contract";
import { Type } from "typebox";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { listSimulators } from "./list-simulators.ts";
import { removeSimulator } from "./remove-simulator.ts";
import { setSimulator } from "./set-simulator.ts";
import { showSimulator, takeId } from "./show.ts";

const path = "/integrations/:integrationId/simulators";
const targetParams = Type.Object({ integrationId: Type.String(), target: Type.String({ maxLength: 300 }) });

/** Servers that answer in place of hosts, on test sides. */
export function simulatorRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path,
    scopes: ["publisher", "side", "operator"],
    audit: { none: "reads only" },
    summary: "Servers that answer in place of hosts, on test sides",
    params: Type.Object({ integrationId: Type.String() }),
    response: contract.SimulatorList,
    handle: async (ctx, { params }) => ({
      items: (await listSimulators(ctx, { integrationId: takeId("integration", params.integrationId) })).map(showSimulator),
    }),
  });
  addRoute(deps, {
    method: "PUT",
    path: `${path}/:target`,
    scopes: ["publisher"],
    audit: "simulator.set",
    summary: "Name the server that answers in place of a host, on test sides",
    params: targetParams,
    body: contract.SetSimulatorBody,
    response: contract.SimulatorView,
    handle: async (ctx, { params, body }) => {
      const integrationId = takeId("integration", params.integrationId);
      return showSimulator(await setSimulator(ctx, { integrationId, target: params.target, address: body.address }));
    },
  });
  addRoute(deps, {
    method: "DELETE",
    path: `${path}/:target`,
    scopes: ["publisher"],
    audit: "simulator.remove",
    summary: "Call the host itself on test sides again",
    params: targetParams,
    status: 204,
    handle: async (ctx, { params, reply }) => {
      await removeSimulator(ctx, { integrationId: takeId("integration", params.integrationId), target: params.target });
      return reply.code(204).send();
    },
  });
}
