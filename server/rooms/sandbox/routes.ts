import type { Readable } from "node:stream";
import * as contract from "@stoa/contract";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { addRuntime } from "./add-runtime.ts";
import { checkBase } from "./check-base.ts";
import { removeRuntime, type CountUses } from "./remove-runtime.ts";
import { knownBases } from "./runtimes/bases.ts";
import { listRuntimes, type Runtime } from "./runtimes/catalog.ts";

export interface SandboxRouteDeps extends RouteDeps {
  dataDir: string;
  countUses: CountUses;
}

/** The runtimes of a deployment: what is there, and an operator's own images. */
export function sandboxRoutes(deps: SandboxRouteDeps): void {
  const { dataDir } = deps;
  addRoute(deps, {
    method: "GET",
    path: "/runtimes",
    scopes: ["operator"],
    audit: { none: "reads only" },
    summary: "Runtimes that are there, and those made at first need",
    response: contract.RuntimeList,
    handle: async () => ({ items: (await listRuntimes({ dataDir })).map(showRuntime), makes: listMakes() }),
  });
  addRoute(deps, {
    method: "GET",
    path: "/runtimes/check",
    scopes: ["publisher"],
    audit: { none: "reads only" },
    summary: "Whether programs can be built on a base",
    query: contract.CheckRuntimeQuery,
    response: contract.CheckedRuntime,
    handle: async (_ctx, { query }) => {
      await checkBase({ base: query.base, packages: (query.packages ?? "").split(",").filter(Boolean) }, { dataDir });
      return { base: query.base };
    },
  });
  changeRoutes(deps);
}

/** The stream itself: an image is never held in memory. Of this path alone: to another endpoint, a stream would be an object that fits its schema. */
function changeRoutes(deps: SandboxRouteDeps): void {
  const { dataDir, countUses } = deps;
  void deps.app.register(async (app) => {
    app.addContentTypeParser("application/x-tar", (_request, payload, done) => done(null, payload));
    const own = { ...deps, app };
    addRoute(own, {
      method: "POST",
      path: "/runtimes",
      scopes: ["operator"],
      audit: "runtime.add",
      summary: "Add a runtime from an image archive (application/x-tar)",
      query: contract.AddRuntimeQuery,
      response: contract.RuntimeView,
      status: 201,
      handle: async (ctx, { query, body }) => showRuntime(await addRuntime(ctx, { name: query.name, image: body as Readable, dataDir })),
    });
    addRoute(own, {
      method: "DELETE",
      path: "/runtimes",
      scopes: ["operator"],
      audit: "runtime.remove",
      summary: "Remove a runtime that was added, when nothing stands on it",
      query: contract.AddRuntimeQuery,
      status: 204,
      handle: async (ctx, { query, reply }) => {
        await removeRuntime(ctx, { name: query.name, dataDir }, countUses);
        return reply.code(204).send();
      },
    });
  });
}

function listMakes(): string[] {
  return [...knownBases()].flatMap(([kind, { versions }]) => (versions.length > 0 ? versions.map((one) => `${kind}:${one}`) : [kind]));
}

function showRuntime({ name, version, packages, digest, architecture, madeAt }: Runtime): contract.RuntimeView {
  return { name, version, packages, digest, architecture, madeAt };
}
