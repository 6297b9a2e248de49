import * as contract from "@stoa/contract";
import { showId } from "@stoa/contract";
import { Type, type Static } from "typebox";
import type { Ctx } from "../../base/index.ts";
import { addRoute } from "../../base/http/index.ts";
import { checkHostToken } from "./check-host-token.ts";
import { findEmbedPlace } from "./find-embed-place.ts";
import type { IdentityRouteDeps } from "./routes.ts";
import { signInFromHost } from "./sign-in-from-host.ts";

/** What a host's page asks before and while it shows the marketplace. */
export const embedOpenWrites = ["/embed/sessions"];

const PlaceQuery = Type.Object({
  issuer: Type.String({ minLength: 1, maxLength: 200 }),
  kid: Type.String({ minLength: 1, maxLength: 200 }),
});

export function embedRoutes(deps: IdentityRouteDeps): void {
  const { app, db, clock, log } = deps;
  const ctxOf = (trace: string): Pick<Ctx, "db" | "clock" | "log" | "trace"> => ({ db, clock, log, trace });
  app.get(
    "/embed/place",
    {
      schema: {
        summary: "Which side a host's key belongs to, and whether the page that asks may show it",
        querystring: PlaceQuery,
        response: { 200: contract.EmbedPlaceView },
      },
    },
    async (request, reply) => {
      const { issuer, kid } = request.query as Static<typeof PlaceQuery>;
      // A page that is not registered has to be able to read why.
      void reply.header("access-control-allow-origin", "*").header("cache-control", "no-store");
      const input = { issuer, kid, origin: request.headers.origin, within: request.atDomain, publicUrl: deps.publicUrl };
      return findEmbedPlace(ctxOf(request.id), input, deps.ask);
    },
  );
  app.post(
    "/embed/sessions",
    {
      schema: {
        summary: "Sign a customer's person in by the host's token",
        body: contract.EmbedSessionBody,
        response: { 200: contract.EmbedSessionView },
      },
    },
    async (request, reply) => {
      const { token, language: ofPage, guessed = false } = request.body as Static<typeof contract.EmbedSessionBody>;
      const input = { token, audience: deps.publicUrl, page: { language: ofPage, guessed }, within: request.atDomain };
      const session = await signInFromHost(ctxOf(request.id), input, deps.ask);
      void reply.header("cache-control", "no-store");
      const { secret, expiresAt, sideId, language, pageLanguage } = session;
      const expiresIn = Math.floor((expiresAt - clock.now()) / 1000);
      const side = showId("side", sideId);
      return { token: secret, expiresAt: new Date(expiresAt).toISOString(), expiresIn, side, language, pageLanguage };
    },
  );
  addRoute(deps, {
    method: "POST",
    path: "/token-checks",
    scopes: ["side"],
    audit: { none: "changes nothing: it says what sign-in would find" },
    summary: "Check a sign-in token without using it up",
    body: contract.TokenCheckBody,
    response: contract.TokenChecksView,
    handle: (ctx, { body }) => checkHostToken(ctx, { token: body.token, audience: deps.publicUrl }, deps.ask),
  });
}
