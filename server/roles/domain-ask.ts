import { Resolver } from "node:dns/promises";
import type { Config } from "../base/config.ts";
import { patience } from "../rooms/connections/index.ts";
import type { DomainAsk } from "../rooms/identity/index.ts";
import { makeCheckedFetch } from "../rooms/sandbox/index.ts";

/** Who is asked about hosts' own domains: this machine's name servers or those the operator chose, and the domains themselves by the rules of egress. */
export function openDomainAsk({
  nameServers,
  publicUrl,
  egressAllow,
}: Pick<Config, "nameServers" | "publicUrl" | "egressAllow">): DomainAsk {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  if (nameServers.length > 0) resolver.setServers(nameServers);
  const resolve = async (name: string): Promise<string[]> => {
    const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    const [first] = found;
    if (addresses.length === 0 && first.status === "rejected") throw first.reason;
    return addresses;
  };
  const fetch = makeCheckedFetch({ allow: egressAllow }, patience.requestMs, nameServers.length > 0 ? resolve : undefined);
  return {
    publicUrl,
    texts: async (name) => (await resolver.resolveTxt(name)).map((parts) => parts.join("")),
    address: (url) => fetch(url, { method: "GET", headers: { accept: "text/plain" } }),
  };
}
