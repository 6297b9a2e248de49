import type { FastifyRequest } from "fastify";
import type { HostContext } from "../host-context.ts";
import { HostError } from "../host-error.ts";
import { findKeyCompany } from "../store/api-keys.ts";

/** The companies that integrations call for. */
export const calledFor = new WeakMap<FastifyRequest, { companyId: string; currency: string }>();

/** The company whose API key the request carries as `Authorization: Bearer llk_…`. */
export function authenticateKey(host: HostContext, request: FastifyRequest): { companyId: string; currency: string } {
  const called = calledFor.get(request);
  if (called) return called;
  const [scheme, key] = (request.headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !key)
    throw new HostError("unauthenticated", "Send an API key as `Authorization: Bearer llk_…`; keys are made under Settings.");
  const company = findKeyCompany(host.db, key, host.now());
  if (company === undefined)
    throw new HostError("unauthenticated", "This API key is unknown or was revoked; make a new one under Settings.");
  return company;
}
