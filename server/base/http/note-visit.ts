import { BlockList, isIPv4 } from "node:net";
import type { FastifyRequest } from "fastify";

/** By which names and ways people came since the start. */
export interface Visits {
  /** Somebody came by the public address. */
  byPublicHost: boolean;
  /** The last name somebody came by that is none of ours. */
  foreignHost: string | undefined;
  /** A near address that passes others' requests on without being trusted to say whose they are. */
  untrustedProxy: string | undefined;
}

/** Where proxies stand. What a stranger from far away claims must not become advice to trust them. */
const near = new BlockList();
for (const [network, bits] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  near.addSubnet(network, bits, "ipv4");
near.addAddress("::1", "ipv6");
near.addSubnet("fc00::", 7, "ipv6");

interface Names {
  publicHost: string;
  /** The name it came by is one of this deployment, or of a host on it. */
  isOurs: boolean;
}

export function noteVisit(visits: Visits, request: FastifyRequest, { publicHost, isOurs }: Names): void {
  if (request.host === publicHost) visits.byPublicHost = true;
  else if (!isOurs) visits.foreignHost = request.host.slice(0, 100);
  if (request.headers["x-forwarded-for"] === undefined) return;
  const from = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const isTrusted = request.ips !== undefined && request.ips.length > 1;
  if (!isTrusted && near.check(from, isIPv4(from) ? "ipv4" : "ipv6")) visits.untrustedProxy = from;
}
