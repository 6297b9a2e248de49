import { Readable } from "node:stream";
import * as contract from "@stoa/contract";
import { showId } from "@stoa/contract";
import { Type } from "typebox";
import type { BlobStore } from "../../base/blobs/index.ts";
import { addRoute, keepSpeaking, whenGone, type RouteDeps } from "../../base/http/index.ts";
import type { LiveLogs, LogLine } from "../../base/logs/index.ts";
import { takeId } from "../catalog/index.ts";
import { cancelBuild } from "./cancel-build.ts";
import type { BuildPlace } from "./deps.ts";
import { getBuild } from "./get-build.ts";
import { getRepository } from "./get-repository.ts";
import { gitRoutes } from "./git/git-routes.ts";
import { listIntegrationSecrets } from "./list-integration-secrets.ts";
import { putIntegrationSecret } from "./put-integration-secret.ts";
import { removeIntegrationSecret } from "./remove-integration-secret.ts";
import { listBuilds } from "./list-builds.ts";
import { readBuildLog } from "./read-build-log.ts";
import { requestBuild } from "./request-build.ts";
import { showBuild, showSecret } from "./show.ts";

export interface BuildsRouteDeps extends RouteDeps {
  place: BuildPlace;
  blobs: BlobStore;
  live: LiveLogs;
}

const reads = { none: "reads only" };
const integrationParams = Type.Object({ integrationId: Type.String() });
const buildParams = Type.Object({ buildId: Type.String() });

export function buildsRoutes(deps: BuildsRouteDeps): void {
  gitRoutes(deps);
  repositoryRoutes(deps);
  buildRoutes(deps);
  logRoutes(deps);
  secretRoutes(deps);
}

function repositoryRoutes(deps: BuildsRouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/integrations/:integrationId/repository",
    scopes: ["publisher"],
    audit: reads,
    summary: "Where to push, and what was pushed",
    params: integrationParams,
    response: contract.Repository,
    handle: async (ctx, { params }) => getRepository(ctx, deps.place, { integrationId: takeId("integration", params.integrationId) }),
  });
  addRoute(deps, {
    method: "POST",
    path: "/integrations/:integrationId/builds",
    scopes: ["publisher"],
    audit: "build.request",
    summary: "Build a branch, a tag or a commit",
    params: integrationParams,
    body: contract.RequestBuildBody,
    response: contract.Build,
    status: 202,
    handle: async (ctx, { params, body }) =>
      showBuild(await requestBuild(ctx, deps.place, { integrationId: takeId("integration", params.integrationId), ref: body.ref })),
  });
}

function buildRoutes(deps: BuildsRouteDeps): void {
  const list = async (
    ctx: Parameters<typeof listBuilds>[0],
    query: contract.BuildQuery,
    integrationId?: string,
  ): Promise<contract.BuildPage> => {
    const after = query.after === undefined ? undefined : takeId("build", query.after);
    const found = await listBuilds(ctx, { ...query, after, integrationId });
    return {
      ...found,
      items: found.items.map((row) => showBuild(row, deps.place.disk?.isFull)),
      next: found.next && showId("build", found.next),
    };
  };
  const scopes = ["publisher", "operator"] as const;
  addRoute(deps, {
    method: "GET",
    path: "/builds",
    scopes,
    audit: reads,
    summary: "Builds",
    query: contract.BuildQuery,
    response: contract.BuildPage,
    handle: (ctx, { query }) => list(ctx, query),
  });
  addRoute(deps, {
    method: "GET",
    path: "/integrations/:integrationId/builds",
    scopes,
    audit: reads,
    summary: "Builds of an integration",
    params: integrationParams,
    query: contract.BuildQuery,
    response: contract.BuildPage,
    handle: (ctx, { params, query }) => list(ctx, query, takeId("integration", params.integrationId)),
  });
  addRoute(deps, {
    method: "GET",
    path: "/builds/:buildId",
    scopes,
    audit: reads,
    summary: "One build",
    params: buildParams,
    response: contract.Build,
    handle: async (ctx, { params }) =>
      showBuild(await getBuild(ctx, { buildId: takeId("build", params.buildId) }), deps.place.disk?.isFull),
  });
  addRoute(deps, {
    method: "POST",
    path: "/builds/:buildId/cancel",
    scopes: ["publisher"],
    audit: "build.cancel",
    summary: "Cancel a build",
    params: buildParams,
    body: contract.CancelBuildBody,
    response: contract.Build,
    handle: async (ctx, { params, body }) =>
      showBuild(await cancelBuild(ctx, { buildId: takeId("build", params.buildId), reason: body.reason })),
  });
}

function logRoutes(deps: BuildsRouteDeps): void {
  const query = Type.Object({
    from: Type.Optional(Type.Integer({ minimum: 0, maximum: contract.mostLines, default: 0 })),
    follow: Type.Optional(Type.Boolean({ default: false })),
  });
  addRoute(deps, {
    method: "GET",
    path: "/builds/:buildId/log",
    scopes: ["publisher", "operator"],
    audit: reads,
    summary: "The build's log, a JSON object a line; `follow=true` stays until the build is over",
    params: buildParams,
    query,
    handle: async (ctx, { params, query: { from, follow }, request, reply }) => {
      const input = { buildId: takeId("build", params.buildId), from: from ?? 0, follow: follow ?? false };
      const batches = await readBuildLog(ctx, deps, input, whenGone(request, reply));
      return reply
        .header("cache-control", "no-store")
        .type("application/x-ndjson")
        .send(Readable.from(keepSpeaking(toLines(batches))));
    },
  });
}

async function* toLines(batches: AsyncIterable<LogLine[]>): AsyncGenerator<string> {
  for await (const lines of batches)
    yield lines.map((line) => `${JSON.stringify({ ...line, at: new Date(line.at).toISOString() })}\n`).join("");
}

function secretRoutes(deps: BuildsRouteDeps): void {
  const path = "/integrations/:integrationId/secrets";
  const params = Type.Object({
    integrationId: Type.String(),
    purpose: contract.SecretPurpose,
    name: Type.String({ pattern: contract.secretNamePattern }),
  });
  addRoute(deps, {
    method: "GET",
    path,
    scopes: ["publisher"],
    audit: reads,
    summary: "Names of the integration's secrets, never values",
    params: integrationParams,
    response: contract.IntegrationSecretList,
    handle: async (ctx, input) => ({
      items: (await listIntegrationSecrets(ctx, { integrationId: takeId("integration", input.params.integrationId) })).map(showSecret),
    }),
  });
  addRoute(deps, {
    method: "PUT",
    path: `${path}/:purpose/:name`,
    scopes: ["publisher"],
    audit: "integration_secret.put",
    summary: "Keep a secret for builds or runs",
    params,
    body: contract.PutIntegrationSecretBody,
    response: contract.IntegrationSecret,
    handle: async (ctx, input) =>
      showSecret(
        await putIntegrationSecret(ctx, {
          ...input.params,
          integrationId: takeId("integration", input.params.integrationId),
          value: input.body.value,
        }),
      ),
  });
  addRoute(deps, {
    method: "DELETE",
    path: `${path}/:purpose/:name`,
    scopes: ["publisher"],
    audit: "integration_secret.remove",
    summary: "Forget a secret",
    params,
    status: 204,
    handle: async (ctx, input) => {
      await removeIntegrationSecret(ctx, { ...input.params, integrationId: takeId("integration", input.params.integrationId) });
      return input.reply.code(204).send();
    },
  });
}
