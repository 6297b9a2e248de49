import type { FastifyRequest } from "fastify";
import { StoaError } from "../errors.ts";

/** A host's own domain by which a request came: it serves one side, and nothing else. */
export interface AtDomain {
  name: string;
  origin: string;
  sideId: string;
  hostId: string;
  /** What the domain answers to whoever asks whether it leads here. */
  proof: string;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Undefined at the deployment's own addresses. */
    atDomain?: AtDomain;
  }
}

/** What of this server a side's customers, their providers and its host's programs need; consoles, sign-in to them and git are not among it. */
const served = new RegExp(
  `^/(?:$|(?:${[
    "shop",
    "connect",
    "unsubscribe",
    "sign-in/?$",
    "assets",
    "pages",
    "embed",
    "hooks",
    "healthz",
    "[\\w-]+\\.(?:svg|png|ico|txt|webmanifest)$",
    "\\.well-known/(?:stoa|stoa-domain)",
    "v1/(?:customers|sides|me|connect|unsubscribe)",
    "v1/sessions/current$",
  ].join("|")})(?:/|$))`,
);

/** @throws StoaError not_found for a path that a domain does not serve */
export function requireServed(request: FastifyRequest): void {
  const [path = ""] = request.url.split("?");
  if (served.test(path)) return;
  throw new StoaError("not_found", {
    what: `There is nothing at ${request.method} ${path} of this domain.`,
    fix: "Consoles are at the deployment's own address.",
  });
}
