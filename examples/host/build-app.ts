import { checkStoaToken } from "@stoa/host";
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { calledFor } from "./api/authenticate-key.ts";
import { contactsApi } from "./api/contacts-api.ts";
import { describeApi } from "./api/describe-api.ts";
import { invoicesApi } from "./api/invoices-api.ts";
import type { HostContext } from "./host-context.ts";
import { HostError } from "./host-error.ts";
import { serveAssets } from "./pages/assets.ts";
import { contactsPages } from "./pages/contacts-pages.ts";
import { homePage } from "./pages/home-page.ts";
import { html } from "./pages/html.ts";
import { integrationsPage } from "./pages/integrations-page.ts";
import { invoicesPages } from "./pages/invoices-pages.ts";
import { plainPage } from "./pages/layout.ts";
import { sendPage } from "./pages/page-request.ts";
import { settingsPage } from "./pages/settings-page.ts";
import { signInPages } from "./pages/sign-in-pages.ts";
import { describeRegistration } from "./registration.ts";
import { findCompany } from "./store/api-keys.ts";

/** A browser's write must come from our own pages: another port of the same machine shares our cookies, so SameSite is not enough. */
function refuseForeignWrites(request: FastifyRequest): void {
  if (request.method === "GET" || request.method === "HEAD" || request.url.startsWith("/api/")) return;
  const { origin, host } = request.headers;
  const site = request.headers["sec-fetch-site"];
  const foreign = (origin !== undefined && !URL.canParse(origin)) || (origin !== undefined && new URL(origin).host !== host);
  if (foreign || (site !== undefined && site !== "same-origin" && site !== "none"))
    throw new HostError("forbidden", "This form was sent from another site.");
}

function secureHeaders(host: HostContext, reply: FastifyReply): void {
  const policy = [
    "default-src 'self'",
    ...["script-src 'self'", "connect-src 'self'", "frame-src"].map((may) => `${may} ${host.stoaUrl ? new URL(host.stoaUrl).origin : ""}`),
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ];
  reply
    .header("content-security-policy", policy.join("; "))
    .header("x-content-type-options", "nosniff")
    .header("referrer-policy", "same-origin");
}

function toHostError(error: FastifyError | HostError): HostError {
  if (error instanceof HostError) return error;
  const known = error.statusCode !== undefined && error.statusCode < 500;
  return known ? new HostError("invalid", error.message) : new HostError("internal", "Something broke on our side.");
}

function answerProgram(error: HostError, reply: FastifyReply): FastifyReply {
  if (error.code === "unauthenticated") reply.header("www-authenticate", "Bearer");
  return reply.code(error.status).send({ error: { code: error.code, message: error.message, fields: error.fields } });
}

function answerPerson(error: HostError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const next = encodeURIComponent(request.method === "GET" ? request.url : "/");
  if (error.code === "unauthenticated") return reply.redirect(`/sign-in?next=${next}`, 303);
  const body = html`<div class="sign-in">
    <h1>${error.message}</h1>
    <p><a href="/">Back to Ledgerline</a></p>
  </div>`;
  return sendPage(reply, plainPage("Not possible", body), error.status);
}

function answerError(error: FastifyError | HostError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const shown = toHostError(error);
  if (shown.code === "internal") request.log.error(error);
  const program = request.url.startsWith("/api/") || request.url === "/integrations/token";
  return program ? answerProgram(shown, reply) : answerPerson(shown, request, reply);
}

/** The product as a Fastify application, not yet listening. `origin` is where its pages stand. */
export function buildApp(host: HostContext, origin: () => string): FastifyInstance {
  const app = fastify({ logger: { level: "error" }, bodyLimit: 1_048_576, forceCloseConnections: true });
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
  app.addHook("onRequest", async (request, reply) => {
    secureHeaders(host, reply);
    refuseForeignWrites(request);
    const toError = (why: string) => new HostError("unauthenticated", why);
    const call = await checkStoaToken(request, { ...host, host: host.issuer, api: `${origin()}/api`, toError });
    if (call) calledFor.set(request, findCompany(host.db, call.customer));
  });
  app.setErrorHandler<FastifyError | HostError>(answerError);
  app.setNotFoundHandler((request, reply) => answerError(new HostError("not_found", "There is nothing at this address."), request, reply));
  const registration = () => describeRegistration(host.key, host.issuer, origin());
  app.get("/.well-known/jwks.json", () => registration().jwks);
  app.get("/.well-known/marketplace-host.json", () => registration());
  app.get("/api/openapi.json", () => describeApi(`${origin()}/api`));
  for (const part of [signInPages, homePage, contactsPages, invoicesPages, integrationsPage, settingsPage, contactsApi, invoicesApi])
    part(app, host);
  serveAssets(app);
  return app;
}
