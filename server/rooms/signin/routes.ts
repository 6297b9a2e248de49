import * as contract from "@stoa/contract";
import { readId, showId } from "@stoa/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type, type Static } from "typebox";
import { engineCtx, notFound, transaction, type Ctx } from "../../base/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { readCredential, setSessionCookie } from "../identity/index.ts";
import { addProvider } from "./add-provider.ts";
import { beginSignIn } from "./begin-sign-in.ts";
import { finishSignIn } from "./finish-sign-in.ts";
import { listProviders } from "./list-providers.ts";
import { redirectOf, type SigninDeps } from "./open-provider.ts";
import { removeProvider } from "./remove-provider.ts";
import { replaceClientSecret } from "./replace-client-secret.ts";
import { listOffered, type ProviderRow } from "./store.ts";

const cookieName = "stoa_sign_in";
const OfferedQuery = Type.Object({ host: Type.Optional(contract.Slug), publisher: Type.Optional(Type.String({ maxLength: 60 })) });

/** Signing in with an OpenID provider, and saying which. */
export function signinRoutes(deps: RouteDeps, signin: SigninDeps): void {
  providerRoutes(deps, signin);
  browserRoutes(deps, signin);
}

function providerRoutes(deps: RouteDeps, signin: SigninDeps): void {
  const scopes = ["operator", "side", "publisher"] as const;
  addRoute(deps, {
    method: "GET",
    path: "/sign-in-providers",
    scopes,
    audit: { none: "reads only" },
    summary: "Providers that people sign in with",
    response: contract.SigninProviderList,
    handle: async (ctx) => ({ items: (await listProviders(ctx)).map((row) => show(row, signin)) }),
  });
  addRoute(deps, {
    method: "POST",
    path: "/sign-in-providers",
    scopes,
    audit: "signin_provider.add",
    summary: "Let people sign in with an OpenID provider",
    body: contract.SigninProviderBody,
    response: contract.SigninProviderView,
    status: 201,
    handle: async (ctx, { body }) => show(await addProvider(ctx, body, signin), signin),
  });
  addRoute(deps, {
    method: "PATCH",
    path: "/sign-in-providers/:providerId",
    scopes,
    audit: "signin_provider.replace_secret",
    summary: "Give it another client secret; who joined with it signs in as before",
    params: Type.Object({ providerId: Type.String() }),
    body: contract.EditSigninProviderBody,
    response: contract.SigninProviderView,
    handle: async (ctx, { params, body }) => show(await replaceClientSecret(ctx, { ...body, providerId: take(params.providerId) }), signin),
  });
  addRoute(deps, {
    method: "DELETE",
    path: "/sign-in-providers/:providerId",
    scopes,
    audit: "signin_provider.remove",
    summary: "Let nobody sign in with it any more",
    params: Type.Object({ providerId: Type.String() }),
    status: 204,
    handle: async (ctx, { params, reply }) => {
      await removeProvider(ctx, { providerId: take(params.providerId) });
      return reply.code(204).send();
    },
  });
}

function browserRoutes(deps: RouteDeps, signin: SigninDeps): void {
  const { app, db, clock, log, keys } = deps;
  const ctxOf = (trace: string): Pick<Ctx, "db" | "clock" | "log" | "trace" | "keys"> => ({ db, clock, log, keys, trace });
  app.get(
    "/v1/sign-in-providers",
    { schema: { summary: "What a sign-in page offers", querystring: OfferedQuery, response: { 200: contract.OfferedProviders } } },
    (request) => offer(engineCtx(deps, "sign-in-page", request.id), request.query as Static<typeof OfferedQuery>),
  );
  app.post(
    "/v1/sign-ins/begin",
    { schema: { summary: "Go to a provider", body: contract.BeginSigninBody, response: { 200: contract.BegunSignin } } },
    async (request, reply) => {
      const { providerId } = request.body as Static<typeof contract.BeginSigninBody>;
      const { address, secret } = await beginSignIn(ctxOf(request.id), { providerId: take(providerId), address: request.ip }, signin);
      keepSecret(reply, signin, secret, 600);
      return { address };
    },
  );
  app.post(
    "/v1/sign-ins/finish",
    { schema: { summary: "Come back from a provider", body: contract.FinishSigninBody, response: { 200: contract.SessionView } } },
    async (request, reply) => {
      const body = request.body as Static<typeof contract.FinishSigninBody>;
      const browser = { secret: readSecret(request), credential: readCredential(request.headers) };
      const session = await finishSignIn(ctxOf(request.id), { ...body, ...browser, providerId: take(body.providerId) }, signin);
      keepSecret(reply, signin, "", 0);
      setSessionCookie(reply, signin.publicUrl, session.secret, Math.floor((session.expiresAt - clock.now()) / 1000));
      return { expiresAt: new Date(session.expiresAt).toISOString(), goTo: "/" };
    },
  );
}

async function offer(
  ctx: Ctx,
  { host = null, publisher = "" }: { host?: string | null; publisher?: string },
): Promise<contract.OfferedProviders> {
  const publisherId = readId("publisher", publisher) ?? null;
  const rows = await transaction(ctx, ({ tx }) => listOffered(tx, { hostSlug: host, publisherId }));
  return { items: rows.map(({ id, name }) => ({ id: showId("signinProvider", id), name })) };
}

/** Sent back to these paths only, and with navigations of the same site: whoever finishes is who began. */
function keepSecret(reply: FastifyReply, { publicUrl }: SigninDeps, value: string, seconds: number): void {
  const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
  void reply.header("cache-control", "no-store");
  void reply.header("set-cookie", `${cookieName}=${value}; Path=/v1/sign-ins; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`);
}

function readSecret({ headers }: FastifyRequest): string | undefined {
  return new RegExp(`(?:^|; *)${cookieName}=([\\w-]{43})(?:;|$)`).exec(headers.cookie ?? "")?.[1];
}

function show(row: ProviderRow, signin: SigninDeps): contract.SigninProviderView {
  const { name, issuer, clientId } = row;
  const createdAt = new Date(row.createdAt).toISOString();
  return { id: showId("signinProvider", row.id), name, issuer, clientId, redirect: redirectOf(signin, row.id), createdAt };
}

function take(text: string): string {
  const id = readId("signinProvider", text);
  if (id === undefined) throw notFound("sign-in provider");
  return id;
}
