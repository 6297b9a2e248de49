import type { FastifyRequest } from "fastify";
import { createRemoteJWKSet, jwtVerify } from "jose";
import type { HostContext } from "../host-context.ts";
import { HostError } from "../host-error.ts";
import { findCompany } from "../store/api-keys.ts";

/** The companies that integrations call for. */
export const calledFor = new WeakMap<FastifyRequest, ReturnType<typeof findCompany>>();
const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

/** Takes Stoa's token, which is good for exactly one request: this method, this path. `api`: where our API is. */
export async function checkStoaToken({ db, stoaUrl, issuer, now }: HostContext, api: string, request: FastifyRequest): Promise<void> {
  const token = /^Bearer (ey.+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (!token || !stoaUrl) return;
  const from = `${stoaUrl}/.well-known/stoa/${issuer}/live/jwks.json`;
  const keys = keySets.get(from) ?? createRemoteJWKSet(new URL(from));
  keySets.set(from, keys);
  const options = { issuer: stoaUrl, audience: api, typ: "stoa-call+jwt", currentDate: now() };
  const { payload } = await jwtVerify(token, keys, options).catch((error: Error) => refuse(error.message));
  const asked = `${new URL(api).pathname}${String(payload["path"])}`;
  if (payload["method"] !== request.method || asked !== new URL(request.url, api).pathname) refuse("it is for another request");
  calledFor.set(request, findCompany(db, String(payload["customer"])));
}

function refuse(why: string): never {
  throw new HostError("unauthenticated", `Stoa's token is not good: ${why}.`);
}
