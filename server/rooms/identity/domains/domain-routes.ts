import * as contract from "@stoa/contract";
import { readId } from "@stoa/contract";
import { Type } from "typebox";
import { notFound } from "../../../base/index.ts";
import { addRoute } from "../../../base/http/index.ts";
import type { IdentityRouteDeps } from "../routes.ts";
import { takeId } from "../take-id.ts";
import { addDomain } from "./add-domain.ts";
import { checkDomain } from "./check-domain.ts";
import { leadPath } from "./domain-address.ts";
import { getDomainPlace } from "./get-domain-place.ts";
import { listDomains } from "./list-domains.ts";
import { removeDomain } from "./remove-domain.ts";

const params = Type.Object({ domainId: Type.String() });

/** Names of hosts' own at which their sides are served. */
export function domainRoutes(deps: IdentityRouteDeps): void {
  const { publicUrl } = deps;
  addRoute(deps, {
    method: "GET",
    path: "/domains",
    scopes: ["side"],
    audit: { none: "reads only" },
    summary: "Domains of the host's own at which this side is served",
    response: Type.Object({ items: Type.Array(contract.DomainView) }),
    handle: async (ctx) => ({ items: await listDomains(ctx, { publicUrl }) }),
  });
  addRoute(deps, {
    method: "POST",
    path: "/domains",
    scopes: ["side"],
    audit: "domain.add",
    summary: "Name a domain at which this side is to be served",
    body: contract.DomainBody,
    response: contract.DomainView,
    status: 201,
    handle: (ctx, { body }) => addDomain(ctx, { name: body.name, publicUrl }),
  });
  addRoute(deps, {
    method: "POST",
    path: "/domains/:domainId/check",
    scopes: ["side"],
    audit: "domain.check",
    summary: "Look now whether its record is there and whether it leads here",
    params,
    response: contract.DomainView,
    handle: (ctx, input) => checkDomain(ctx, deps.domains, { domainId: takeId("domain", input.params.domainId) }),
  });
  addRoute(deps, {
    method: "DELETE",
    path: "/domains/:domainId",
    scopes: ["side"],
    audit: "domain.remove",
    summary: "Serve the side at this domain no more",
    params,
    status: 204,
    handle: async (ctx, input) => {
      await removeDomain(ctx, { domainId: takeId("domain", input.params.domainId) });
      return input.reply.code(204).send();
    },
  });
  anybodysRoutes(deps);
}

/** What a domain itself answers to anybody. */
function anybodysRoutes({ app, db, clock, log }: IdentityRouteDeps): void {
  app.get(leadPath, { schema: { hide: true } }, (request, reply) => {
    if (!request.atDomain) throw notFound("domain");
    return reply.type("text/plain; charset=utf-8").header("cache-control", "no-store").send(request.atDomain.proof);
  });
  // At the deployment's own address the page says by which side somebody was led to it, as a mail does.
  app.get("/embed/domain", { schema: { hide: true, querystring: Type.Object({ side: Type.Optional(Type.String()) }) } }, (request) => {
    const { side } = request.query as { side?: string };
    const sideId = request.atDomain?.sideId ?? (side === undefined ? undefined : readId("side", side));
    if (sideId === undefined) throw notFound("domain");
    return getDomainPlace({ db, clock, log }, { sideId });
  });
}
