import type { FastifyInstance } from "fastify";
import { notFound } from "../base/index.ts";
import type { AtDomain } from "../base/http/index.ts";
import { addressOf } from "../rooms/identity/index.ts";

const longestName = 253;

/** Tells a proxy on this machine's side whether it may ask for a certificate of a name: for hosts' proven domains and the deployment's own. */
export function certificateRoute(
  app: FastifyInstance,
  publicUrl: string,
  findDomain: (host: string) => Promise<AtDomain | undefined>,
): void {
  app.get<{ Querystring: { domain?: string | string[] } }>("/tls/ask", { schema: { hide: true } }, async ({ query: { domain } }) => {
    const name = typeof domain === "string" && /^[\w.-]+$/.test(domain) && domain.length <= longestName ? domain.toLowerCase() : "";
    if (name !== "" && (name === new URL(publicUrl).hostname || (await findDomain(new URL(addressOf(publicUrl, name)).host))))
      return { certificate: true };
    throw notFound("domain");
  });
}
