import * as contract from "@stoa/contract";
import { showId } from "@stoa/contract";
import type { FastifyRequest } from "fastify";
import { Type, type Static } from "typebox";
import type { Ctx } from "../../base/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { createInvite } from "./create-invite.ts";
import { createToken } from "./create-token.ts";
import { listTokens } from "./list-tokens.ts";
import { revokeToken } from "./revoke-token.ts";
import { showToken } from "./show-token.ts";
import { embedRoutes } from "./embed-routes.ts";
import { domainRoutes } from "./domains/domain-routes.ts";
import type { DomainAsk } from "./domains/look-at-domain.ts";
import { hostRoutes } from "./host-routes.ts";
import { loginRoutes } from "./login-routes.ts";
import { takeId } from "./take-id.ts";
import { endSessionOf } from "./end-session.ts";
import { getMe } from "./get-me.ts";
import { endMembership } from "./end-membership.ts";
import { listMembers } from "./list-members.ts";
import type { AskAddress } from "./fetch-key-set.ts";
import { readCredential } from "./read-credential.ts";
import { setSessionCookie } from "./session-cookie.ts";
import { spendLink } from "./spend-link.ts";

export interface IdentityRouteDeps extends RouteDeps {
  /** The public origin, in links and as the audience of hosts' tokens. */
  publicUrl: string;
  /** Fetches what hosts publish, by the rules of egress. */
  ask: AskAddress;
  /** Whom a look at a host's own domain asks. */
  domains: DomainAsk;
}

const reads = { none: "reads only" };
const everyTenant = ["customer", "publisher", "side", "operator"] as const;

export function identityRoutes(deps: IdentityRouteDeps): void {
  sessionRoutes(deps);
  loginRoutes(deps);
  embedRoutes(deps);
  hostRoutes(deps);
  domainRoutes(deps);
  peopleRoutes(deps);
  tokenRoutes(deps);
}

function sessionRoutes(deps: IdentityRouteDeps): void {
  const ctxOf = (request: FastifyRequest): Pick<Ctx, "db" | "clock" | "log" | "trace"> => ({
    db: deps.db,
    clock: deps.clock,
    log: deps.log,
    trace: request.id,
  });
  deps.app.get("/v1/me", { schema: { summary: "Who you are and where you may act", response: { 200: contract.MeView } } }, (request) =>
    getMe(ctxOf(request), readCredential(request.headers), request.atDomain),
  );
  deps.app.post(
    "/v1/sessions",
    { schema: { summary: "Spend a one-time link", body: contract.SpendLinkBody, response: { 200: contract.SessionView } } },
    async (request, reply) => {
      const body = request.body as Static<typeof contract.SpendLinkBody>;
      const session = await spendLink(ctxOf(request), { ...body, credential: readCredential(request.headers) });
      const expiresAt = new Date(session.expiresAt).toISOString();
      if (body.frame === true) return { expiresAt, token: session.secret, goTo: "/" };
      setSessionCookie(reply, deps.publicUrl, session.secret, Math.floor((session.expiresAt - deps.clock.now()) / 1000));
      return { expiresAt, goTo: "/" };
    },
  );
  deps.app.delete("/v1/sessions/current", { schema: { summary: "Sign out" } }, async (request, reply) => {
    await endSessionOf(ctxOf(request), readCredential(request.headers));
    setSessionCookie(reply, deps.publicUrl, "", 0);
    return reply.code(204).send();
  });
}

function peopleRoutes(deps: IdentityRouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/members",
    scopes: ["customer", "publisher", "side"],
    audit: reads,
    summary: "People and their roles",
    response: Type.Object({ items: Type.Array(contract.MemberView) }),
    handle: async (ctx) => ({ items: await listMembers(ctx) }),
  });
  addRoute(deps, {
    method: "DELETE",
    path: "/members/:membershipId",
    scopes: ["publisher", "side"],
    audit: "membership.end",
    summary: "End a person's role",
    params: Type.Object({ membershipId: Type.String() }),
    status: 204,
    handle: async (ctx, { params, reply }) => {
      await endMembership(ctx, { membershipId: takeId("membership", params.membershipId) });
      return reply.code(204).send();
    },
  });
  addRoute(deps, {
    method: "POST",
    path: "/invites",
    scopes: ["publisher", "side"],
    audit: "link.invite",
    summary: "Invite a person by link",
    body: contract.InviteBody,
    response: contract.LinkView,
    status: 201,
    handle: async (ctx, { body }) => {
      const link = await createInvite(ctx, body);
      const host = link.hostSlug === null ? "" : `?host=${link.hostSlug}`;
      const at = link.publisherId === null ? host : `?publisher=${showId("publisher", link.publisherId)}`;
      return {
        id: showId("link", link.id),
        url: `${deps.publicUrl}/join${at}#${link.code}`,
        expiresAt: new Date(link.expiresAt).toISOString(),
      };
    },
  });
}

function tokenRoutes(deps: IdentityRouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/tokens",
    scopes: everyTenant,
    audit: reads,
    summary: "Tokens",
    response: Type.Object({ items: Type.Array(contract.TokenView) }),
    handle: async (ctx) => ({ items: (await listTokens(ctx)).map(showToken) }),
  });
  addRoute(deps, {
    method: "POST",
    path: "/tokens",
    scopes: everyTenant,
    audit: "token.create",
    summary: "Create a token, shown once",
    body: contract.CreateTokenBody,
    response: contract.NewTokenView,
    status: 201,
    handle: async (ctx, { body }) => {
      const made = await createToken(ctx, body);
      return { ...showToken(made), token: made.text };
    },
  });
  addRoute(deps, {
    method: "DELETE",
    path: "/tokens/:tokenId",
    scopes: everyTenant,
    audit: "token.revoke",
    summary: "Revoke a token",
    params: Type.Object({ tokenId: Type.String() }),
    status: 204,
    handle: async (ctx, { params, reply }) => {
      await revokeToken(ctx, { tokenId: takeId("token", params.tokenId) });
      return reply.code(204).send();
    },
  });
}
