import type { FastifyInstance } from "fastify";
import { transaction, engineCtx, type KeyRing } from "../base/index.ts";
import { allowPages, createApp, type RouteDeps } from "../base/http/index.ts";
import { catalogRoutes, type SubmitPolicy } from "../rooms/catalog/index.ts";
import { connectionsRoutes, findAccountFault, requireFit, type ConnectDeps } from "../rooms/connections/index.ts";
import {
  authorize,
  type AskAddress,
  embedOpenWrites,
  identityRoutes,
  loginOpenWrites,
  openDomainList,
  openOriginList,
  readCredential,
} from "../rooms/identity/index.ts";
import { homeOpenWrites } from "../rooms/home/index.ts";
import { gatewayRoutes } from "../rooms/gateway/index.ts";
import { countGrants, countWidened, findSharedLogs, installsRoutes } from "../rooms/installs/index.ts";
import { signinRoutes } from "../rooms/signin/index.ts";
import type { RolesDeps } from "./deps.ts";
import { certificateRoute } from "./certificate-route.ts";
import { openDomainAsk } from "./domain-ask.ts";
import { preparePage } from "./prepare-page.ts";
import type { PublicAddress } from "./public-address.ts";
import { serveAssets } from "./serve-assets.ts";

/** What rooms above the ones always there add: their routes and their part of an installation's export. */
export interface ApiParts {
  routes: readonly ((deps: RouteDeps) => void)[];
  exports: Omit<Parameters<typeof installsRoutes>[1], "holdDays">;
  connect: ConnectDeps;
  address: PublicAddress;
}

/** Paths that strangers may write to, each with its own proof: a code, a host's signed token, git's basic credential, a webhook's token. */
const openWrites = ["/v1/sessions", ...loginOpenWrites, ...embedOpenWrites, ...homeOpenWrites, "/git/", "/hooks/"];

/** What a listing must keep before it is shown. */
export function submitPolicy({ rawSecrets }: Pick<RolesDeps["config"], "rawSecrets">, connect: ConnectDeps): SubmitPolicy {
  return { rawSecrets, accountFault: (ctx, input) => findAccountFault(ctx, connect, input) };
}

/** The HTTP server with every room's routes and the pages; not listening yet. */
export async function buildApi(deps: RolesDeps & { keys: KeyRing }, parts: ApiParts): Promise<FastifyInstance> {
  const { config, db, clock, log, keys } = deps;
  const { instance, visits, certificate } = parts.address;
  const findDomain = openDomainList({ db, clock, log }, config);
  const app = await createApp({
    log,
    addresses: { publicUrl: config.publicUrl, port: config.port, openWrites, visits, findDomain },
    trustedProxies: config.trustedProxies,
    page: await preparePage(deps),
    ...(certificate ? { tls: certificate } : {}),
  });
  allowPages(app, openOriginList({ db, clock, log }));
  const routeDeps: RouteDeps = {
    app,
    db,
    clock,
    log,
    keys,
    authorize: (request, target) => authorize({ db, clock, log }, readCredential(request.headers), target, request.atDomain),
  };
  healthRoutes(app, deps, instance);
  certificateRoute(app, config.publicUrl, findDomain);
  const { connect } = parts;
  const ask: AskAddress = (url) => connect.fetch(url, { method: "GET", headers: { accept: "application/json" } });
  identityRoutes({ ...routeDeps, publicUrl: config.publicUrl, ask, domains: openDomainAsk(config) });
  signinRoutes(routeDeps, { ask: connect.fetch, publicUrl: config.publicUrl });
  gatewayRoutes({ ...routeDeps, publicUrl: config.publicUrl, countGrants, countWidened, findShared: findSharedLogs });
  catalogRoutes({ ...routeDeps, submit: submitPolicy(config, connect) });
  connectionsRoutes(routeDeps, connect);
  installsRoutes(routeDeps, { ...parts.exports, holdDays: config.holdDays }, (ctx, input) => requireFit(ctx, connect, input));
  for (const add of parts.routes) add(routeDeps);
  await serveAssets(app, deps.appRoot);
  return app;
}

function healthRoutes(app: FastifyInstance, deps: RolesDeps, instance: string): void {
  app.get("/healthz", { schema: { hide: true } }, () => ({ ok: true, instance }));
  app.get("/readyz", { schema: { hide: true } }, async (_request, reply) => {
    const ready = await transaction(engineCtx(deps, "readyz"), async () => true).catch(() => false);
    return reply.code(ready ? 200 : 503).send({ ready });
  });
}
