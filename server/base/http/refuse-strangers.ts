import type { FastifyInstance, FastifyRequest } from "fastify";
import { StoaError } from "../errors.ts";
import { requireServed, type AtDomain } from "./at-domain.ts";
import { noteVisit, type Visits } from "./note-visit.ts";

export interface AddressRules {
  /** The origin people use, e.g. `https://stoa.example.com`. */
  publicUrl: string;
  port: number;
  /** Paths that strangers may write to with their own proof: webhooks, the host's sign-in post. One that ends in a slash opens all below. */
  openWrites: readonly string[];
  /** Learns by which names people come, for who runs this deployment. */
  visits?: Visits;
  /** Which side a host's own domain serves; asked for names that are not the deployment's. */
  findDomain?: (host: string) => Promise<AtDomain | undefined>;
}

const reading = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * A foreign Host gets 421 (DNS rebinding), a host's own domain what it serves; a write needs a bearer token or the Origin it came to (CSRF), except on
 * the open paths, which carry their own proof and count no cookie then.
 */
export function refuseStrangers(app: FastifyInstance, rules: AddressRules): void {
  const publicUrl = new URL(rules.publicUrl);
  const hosts = new Set([publicUrl.host, `127.0.0.1:${rules.port}`, `localhost:${rules.port}`, `[::1]:${rules.port}`]);
  app.addHook("onRequest", async (request) => {
    const isOurs = hosts.has(request.host);
    const domain = isOurs ? undefined : await rules.findDomain?.(request.host);
    if (rules.visits) noteVisit(rules.visits, request, { publicHost: publicUrl.host, isOurs: isOurs || domain !== undefined });
    if (domain) {
      request.atDomain = domain;
      requireServed(request);
    } else if (!isOurs) {
      throw new StoaError("misdirected", {
        what: "This server does not answer to that host name.",
        fix: "Set STOA_URL to the address you use, or open the one it has.",
      });
    }
    if (reading.has(request.method) || isOwnWrite(request, publicUrl, hosts)) return;
    // There a page of anybody's may ask, by its own proof: whoever's browser it is in has no part in it.
    if (isOpen(request.url, rules.openWrites)) delete request.headers.cookie;
    else
      throw new StoaError("forbidden", {
        what: "A write needs a bearer token, or must come from a page of this server.",
        fix: "Send `Authorization: Bearer ...`.",
      });
  });
}

function isOpen(url: string, open: readonly string[]): boolean {
  const [path = ""] = url.split("?");
  return open.some((one) => (one.endsWith("/") ? path.startsWith(one) : path === one));
}

function isOwnWrite(request: FastifyRequest, publicUrl: URL, hosts: ReadonlySet<string>): boolean {
  if (request.headers.authorization !== undefined) return true;
  const { origin } = request.headers;
  if (origin === undefined || origin === "null") return false;
  if (request.atDomain) return origin === request.atDomain.origin;
  if (origin === publicUrl.origin) return true;
  const parsed = URL.parse(origin);
  return parsed !== null && hosts.has(parsed.host);
}
