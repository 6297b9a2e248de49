import type { FastifyRequest } from "fastify";
import { createRemoteJWKSet, jwtVerify } from "jose";
import type { HostContext } from "../host-context.ts";
import { HostError } from "../host-error.ts";

const known = new Map<string, ReturnType<typeof createRemoteJWKSet>>();
const companies = new WeakMap<FastifyRequest, string>();

/** The company an integration calls for; undefined when it was no integration that called. */
export const companyCalledFor = (request: FastifyRequest): string | undefined => companies.get(request);

/** Takes Stoa's token, which is good for exactly one request: this method, this path. `api`: where our API is. */
export async function checkStoaToken({ stoaUrl, issuer, now }: HostContext, api: string, request: FastifyRequest): Promise<void> {
  const token = /^Bearer (ey.+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (!token || !stoaUrl) return;
  const from = `${stoaUrl}/.well-known/stoa/${issuer}/live/jwks.json`;
  const keys = known.get(from) ?? createRemoteJWKSet(new URL(from));
  known.set(from, keys);
  const { payload } = await jwtVerify(token, keys, { issuer: stoaUrl, audience: api, typ: "stoa-call+jwt", currentDate: now() }).catch(
    (error: Error) => {
      throw new HostError("unauthenticated", `Stoa's token is not good: ${error.message}`);
    },
  );
  const asked = new URL(request.url, api).pathname;
  if (payload["method"] !== request.method || asked !== `${new URL(api).pathname}${String(payload["path"])}`)
    throw new HostError("unauthenticated", "Stoa's token is for another request.");
  companies.set(request, String(payload["customer"]));
}
