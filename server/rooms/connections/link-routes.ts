import * as contract from "@stoa/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Static } from "typebox";
import type { RouteDeps } from "../../base/http/index.ts";
import { comeBack } from "./attempts/come-back.ts";
import { goOn } from "./attempts/go-on.ts";
import { lookAtAttempt } from "./attempts/look-at-attempt.ts";
import type { ConnectDeps } from "./deps.ts";

const cookieName = "stoa_connect";
const cookieSeconds = 900;
/** Windows that one browser may have open at a provider at once. */
const mostBrowsers = 5;

/** What whoever opens a link, or comes back from a provider, asks of our pages; each has its own proof: a code, or a state with the browser it was given to. */
export function linkRoutes(route: RouteDeps, deps: ConnectDeps): void {
  const { app, db, clock, log, keys } = route;
  const ctxOf = (request: FastifyRequest) => ({ db, clock, log, keys, trace: request.id });
  const schema = (summary: string, body: object, response: object): object => ({
    summary,
    tags: ["connect"],
    security: [],
    body,
    response: { 200: response },
  });
  app.post<{ Body: Static<typeof contract.LookBody> }>(
    "/v1/connect/look",
    { schema: schema("What a link asks for", contract.LookBody, contract.ConnectOffer) },
    (request) => lookAtAttempt(ctxOf(request), deps, { ...request.body, atSide: request.atDomain?.sideId }),
  );
  app.post<{ Body: Static<typeof contract.GoBody> }>(
    "/v1/connect/go",
    { schema: schema("Go on to the provider, or connect with what was entered", contract.GoBody, contract.Gone) },
    async (request, reply) => {
      const { browser, ...gone } = await goOn(ctxOf(request), deps, { ...request.body, atSide: request.atDomain?.sideId });
      if (browser !== null) keepBrowser(request, reply, browser, deps);
      return gone;
    },
  );
  app.post<{ Body: Static<typeof contract.ReturnBody> }>(
    "/v1/connect/return",
    { schema: schema("A browser is back from the provider", contract.ReturnBody, contract.Returned) },
    (request) => comeBack(ctxOf(request), deps, { query: request.body.query, browsers: readBrowsers(request) }),
  );
}

/** Only sent to these paths, by this browser, for the minutes a person is at the provider. */
function keepBrowser(request: FastifyRequest, reply: FastifyReply, browser: string, { publicUrl }: ConnectDeps): void {
  const all = [browser, ...readBrowsers(request)].slice(0, mostBrowsers).join(".");
  const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
  void reply.header("set-cookie", `${cookieName}=${all}; Path=/v1/connect; HttpOnly; SameSite=Lax; Max-Age=${cookieSeconds}${secure}`);
}

function readBrowsers(request: FastifyRequest): string[] {
  for (const part of (request.headers.cookie ?? "").split(";")) {
    const [name, value = ""] = part.trim().split("=");
    if (name === cookieName) return value.split(".").filter((one) => /^[\w-]{43}$/.test(one));
  }
  return [];
}
