import * as contract from "@stoa/contract";
import { readId, showId } from "@stoa/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type, type Static } from "typebox";
import { notFound, transaction, type Ctx } from "../../base/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { createHost, showHost } from "./create-host.ts";
import { createInvite } from "./create-link.ts";
import { createPublisher } from "./create-publisher.ts";
import { createToken, listTokens, revokeToken, showToken } from "./create-token.ts";
import { editHost } from "./edit-host.ts";
import { endSessionOf } from "./end-session.ts";
import { getMe } from "./get-me.ts";
import { endMembership, listCustomers, listHosts, listMembers, listPublishers } from "./list-tenants.ts";
import { readCredential } from "./read-credential.ts";
import { listSideKeys, registerSideKey, revokeSideKey, showSideKey } from "./side-keys.ts";
import { signInFromHost } from "./sign-in-from-host.ts";
import { spendLink } from "./spend-link.ts";
import { findHostOfSide, listAdmittingHosts, type HostRow } from "./store/tenants.ts";

export interface IdentityRouteDeps extends RouteDeps {
  /** The public origin, in links and as the audience of hosts' tokens. */
  publicUrl: string;
}

const reads = { none: "reads only" };
const everyTenant = ["customer", "publisher", "side", "operator"] as const;

export function identityRoutes(deps: IdentityRouteDeps): void {
  sessionRoutes(deps);
  hostRoutes(deps);
  peopleRoutes(deps);
  tokenRoutes(deps);
}

function sessionRoutes(deps: IdentityRouteDeps): void {
  const ctxOf = (request: FastifyRequest): Pick<Ctx, "db" | "clock" | "log" | "trace"> => ({ db: deps.db, clock: deps.clock, log: deps.log, trace: request.id });
  deps.app.get("/v1/me", { schema: { summary: "Who you are and where you may act", response: { 200: contract.MeView } } }, (request) => getMe(ctxOf(request), readCredential(request.headers)));
  deps.app.post("/v1/sessions", { schema: { summary: "Spend a one-time link", body: contract.SpendLinkBody, response: { 200: contract.SessionView } } }, async (request, reply) => {
    const body = request.body as Static<typeof contract.SpendLinkBody>;
    const session = await spendLink(ctxOf(request), body);
    const expiresAt = new Date(session.expiresAt).toISOString();
    if (body.frame === true) return { expiresAt, token: session.secret, goTo: "/" };
    setCookie(reply, deps.publicUrl, session.secret, Math.floor((session.expiresAt - deps.clock.now()) / 1000));
    return { expiresAt, goTo: "/" };
  });
  deps.app.delete("/v1/sessions/current", { schema: { summary: "Sign out" } }, async (request, reply) => {
    await endSessionOf(ctxOf(request), readCredential(request.headers));
    setCookie(reply, deps.publicUrl, "", 0);
    return reply.code(204).send();
  });
  deps.app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string", bodyLimit: 16_384 }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
  deps.app.post("/embed/sign-in", { schema: { summary: "A host's page signs its person in", body: Type.Object({ token: Type.String({ maxLength: 8_192 }), goTo: Type.Optional(Type.String({ maxLength: 200 })) }) } }, async (request, reply) => {
    const body = request.body as { token: string; goTo?: string };
    const link = await signInFromHost(ctxOf(request), { token: body.token, audience: deps.publicUrl });
    const path = /^\/shop(?:\/[\w/-]*)?$/.test(body.goTo ?? "") ? body.goTo : "/shop";
    return reply.header("cache-control", "no-store").redirect(`${path}?side=${showId("side", link.sideId)}#code=${link.code}`, 303);
  });
}

function setCookie(reply: FastifyReply, publicUrl: string, value: string, seconds: number): void {
  const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
  void reply.header("set-cookie", `stoa_session=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`);
}

function hostRoutes(deps: IdentityRouteDeps): void {
  const page = contract.PageQuery;
  addRoute(deps, { method: "GET", path: "/hosts", scopes: ["operator"], audit: reads, summary: "Hosts", query: page, response: contract.Page(contract.HostView), handle: async (ctx, { query }) => {
    const found = await listHosts(ctx, query);
    return { ...found, items: found.items.map(showHost) };
  } });
  addRoute(deps, { method: "POST", path: "/hosts", scopes: ["operator"], audit: "host.create", summary: "Create a host", body: contract.CreateHostBody, response: contract.HostView, status: 201, handle: async (ctx, { body }) => showHost(await createHost(ctx, body)) });
  addRoute(deps, { method: "GET", path: "/host", scopes: ["side", "customer"], audit: reads, summary: "The host of this side", response: contract.HostView, handle: async (ctx) => showHost(await hostOf(ctx)) });
  addRoute(deps, { method: "PATCH", path: "/host", scopes: ["side"], audit: "host.edit", summary: "Change the host's name, look or origins", body: contract.EditHostBody, response: contract.HostView, handle: async (ctx, { body }) => {
    const host = await hostOf(ctx);
    return showHost(await editHost(ctx, { hostId: host.id, ...body }));
  } });
  addRoute(deps, { method: "GET", path: "/hosts", scopes: ["publisher"], audit: reads, summary: "Hosts that admitted this publisher", response: Type.Object({ items: Type.Array(Type.Object({ hostId: Type.String(), name: Type.String(), sides: Type.Array(contract.SideView) })) }), handle: async (ctx) => ({ items: await admittingHosts(ctx) }) });
  addRoute(deps, { method: "GET", path: "/publishers", scopes: ["side", "operator"], audit: reads, summary: "Publishers", query: page, response: contract.Page(contract.PublisherView), handle: (ctx, { query }) => listPublishers(ctx, query) });
  addRoute(deps, { method: "POST", path: "/publishers", scopes: ["operator"], audit: "publisher.create", summary: "Create a publisher", body: Type.Object({ name: contract.Name, slug: Type.Optional(contract.Slug) }), response: Type.Object({ id: Type.String(), slug: Type.String() }), status: 201, handle: async (ctx, { body }) => {
    const made = await createPublisher(ctx, body);
    return { id: showId("publisher", made.id), slug: made.slug };
  } });
  addRoute(deps, { method: "GET", path: "/customers", scopes: ["side", "operator"], audit: reads, summary: "Customers", query: page, response: contract.Page(contract.CustomerView), handle: (ctx, { query }) => listCustomers(ctx, query) });
  addRoute(deps, { method: "GET", path: "/keys", scopes: ["side"], audit: reads, summary: "Keys the host signs with", response: Type.Object({ items: Type.Array(contract.SideKeyView) }), handle: async (ctx) => ({ items: (await listSideKeys(ctx)).map(showSideKey) }) });
  addRoute(deps, { method: "POST", path: "/keys", scopes: ["side"], audit: "side_key.register", summary: "Register a public key", body: contract.SideKeyBody, response: contract.SideKeyView, status: 201, handle: async (ctx, { body }) => showSideKey(await registerSideKey(ctx, body)) });
  addRoute(deps, { method: "DELETE", path: "/keys/:keyId", scopes: ["side"], audit: "side_key.revoke", summary: "Revoke a key", params: Type.Object({ keyId: Type.String() }), status: 204, handle: async (ctx, { params, reply }) => {
    await revokeSideKey(ctx, { keyId: read("sideKey", params.keyId) });
    return reply.code(204).send();
  } });
}

function peopleRoutes(deps: IdentityRouteDeps): void {
  addRoute(deps, { method: "GET", path: "/members", scopes: ["customer", "publisher", "side"], audit: reads, summary: "People and their roles", response: Type.Object({ items: Type.Array(contract.MemberView) }), handle: async (ctx) => ({ items: await listMembers(ctx) }) });
  addRoute(deps, { method: "DELETE", path: "/members/:membershipId", scopes: ["publisher", "side"], audit: "membership.end", summary: "End a person's role", params: Type.Object({ membershipId: Type.String() }), status: 204, handle: async (ctx, { params, reply }) => {
    await endMembership(ctx, { membershipId: read("membership", params.membershipId) });
    return reply.code(204).send();
  } });
  addRoute(deps, { method: "POST", path: "/invites", scopes: ["publisher", "side"], audit: "link.invite", summary: "Invite a person by link", body: contract.InviteBody, response: contract.LinkView, status: 201, handle: async (ctx, { body }) => {
    const link = await createInvite(ctx, body);
    return { id: showId("link", link.id), url: `${deps.publicUrl}/join#${link.code}`, expiresAt: new Date(link.expiresAt).toISOString() };
  } });
}

function tokenRoutes(deps: IdentityRouteDeps): void {
  addRoute(deps, { method: "GET", path: "/tokens", scopes: everyTenant, audit: reads, summary: "Tokens", response: Type.Object({ items: Type.Array(contract.TokenView) }), handle: async (ctx) => ({ items: (await listTokens(ctx)).map(showToken) }) });
  addRoute(deps, { method: "POST", path: "/tokens", scopes: everyTenant, audit: "token.create", summary: "Create a token, shown once", body: contract.CreateTokenBody, response: contract.NewTokenView, status: 201, handle: async (ctx, { body }) => {
    const made = await createToken(ctx, body);
    return { ...showToken(made), token: made.text };
  } });
  addRoute(deps, { method: "DELETE", path: "/tokens/:tokenId", scopes: everyTenant, audit: "token.revoke", summary: "Revoke a token", params: Type.Object({ tokenId: Type.String() }), status: 204, handle: async (ctx, { params, reply }) => {
    await revokeToken(ctx, { tokenId: read("token", params.tokenId) });
    return reply.code(204).send();
  } });
}

async function hostOf(ctx: Ctx): Promise<HostRow> {
  const { scope } = ctx;
  if (scope.kind !== "side" && scope.kind !== "customer") throw notFound("host");
  const host = await transaction(ctx, ({ tx }) => findHostOfSide(tx, scope.sideId));
  if (!host) throw notFound("host");
  return host;
}

async function admittingHosts(ctx: Ctx): Promise<{ hostId: string; name: string; sides: { id: string; kind: "test" | "live" }[] }[]> {
  if (ctx.scope.kind !== "publisher") throw notFound("publisher");
  const { publisherId } = ctx.scope;
  const rows = await transaction(ctx, ({ tx }) => listAdmittingHosts(tx, publisherId));
  return rows.map((row) => ({ hostId: showId("host", row.hostId), name: row.name, sides: row.sides.map((side) => ({ id: showId("side", side.id), kind: side.kind })) }));
}

function read(kind: contract.IdKind, text: string): string {
  const id = readId(kind, text);
  if (id === undefined) throw notFound(kind);
  return id;
}
