import * as contract from "@stoa/contract";
import type { FastifyRequest } from "fastify";
import type { Static } from "typebox";
import type { Ctx } from "../../base/index.ts";
import { beginLogin } from "./begin-login.ts";
import { collectLogin } from "./collect-login.ts";
import { decideLogin, findLogin } from "./decide-login.ts";
import { readCredential } from "./read-credential.ts";
import type { IdentityRouteDeps } from "./routes.ts";
import { takeId } from "./take-id.ts";

const pollSeconds = 2;

/** What a terminal may send without a credential, each with its own proof or none needed. */
export const loginOpenWrites = ["/v1/logins/begin", "/v1/logins/collect"] as const;

/** A terminal asks, a person decides on a page, the terminal collects its token. Codes and secrets stand in bodies, never in addresses. */
export function loginRoutes(deps: IdentityRouteDeps): void {
  const ctxOf = (request: FastifyRequest): Pick<Ctx, "db" | "clock" | "log" | "trace"> => ({
    db: deps.db,
    clock: deps.clock,
    log: deps.log,
    trace: request.id,
  });
  const post = (path: string, schema: object, handle: (request: FastifyRequest) => Promise<object>): void =>
    void deps.app.post(`/v1/logins/${path}`, { schema }, async (request, reply) => {
      const answer = await handle(request);
      return reply.header("cache-control", "no-store").send(answer);
    });
  post(
    "begin",
    { summary: "A terminal asks to be signed in", body: contract.BeginLoginBody, response: { 200: contract.BegunLogin } },
    async (request) => {
      const { device } = request.body as Static<typeof contract.BeginLoginBody>;
      const begun = await beginLogin(ctxOf(request), { device, address: request.ip });
      return { ...begun, page: `${deps.publicUrl}/login#${begun.code}`, expiresAt: new Date(begun.expiresAt).toISOString(), pollSeconds };
    },
  );
  post(
    "collect",
    { summary: "The terminal collects its token, once", body: contract.CollectLoginBody, response: { 200: contract.CollectedLogin } },
    async (request) => {
      const token = await collectLogin(ctxOf(request), request.body as Static<typeof contract.CollectLoginBody>);
      return { state: token === undefined ? "waiting" : "approved", token: token ?? null };
    },
  );
  post(
    "find",
    { summary: "What a terminal's code asks for", body: contract.FindLoginBody, response: { 200: contract.AskedLogin } },
    (request) => findLogin(ctxOf(request), readCredential(request.headers), request.body as Static<typeof contract.FindLoginBody>),
  );
  post("decide", { summary: "Let a terminal in, or not", body: contract.DecideLoginBody }, async (request) => {
    const body = request.body as contract.DecideLoginBody;
    await decideLogin(ctxOf(request), readCredential(request.headers), { code: body.code, place: placeOf(body) });
    return { decided: body.decision };
  });
}

function placeOf(body: contract.DecideLoginBody): { kind: contract.Place["kind"]; id: string | undefined } | undefined {
  if (body.decision === "refuse") return undefined;
  const { kind, id } = body.place;
  return { kind, id: kind === "operator" ? undefined : takeId(kind, id ?? "") };
}
