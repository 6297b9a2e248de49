import type { BlockList } from "node:net";
import { isIP } from "node:net";
import { lookup } from "node:dns/promises";
import { blockList, denialOf, isIn, plainAddress } from "./addresses.ts";
import { nearnessOf } from "./own-addresses.ts";

/** What the operator allows beyond the public internet: `host`, `host:port`, an address, or a range in CIDR notation. */
export interface EgressPolicy {
  allow: string[];
  /** The deployment's own services on other machines: whatever name leads to that port of theirs is refused, public though it may be. */
  own?: OwnService[];
  /** What the boxes of one customer may send, and get, on this machine; undefined: as much as there is. */
  bytesPerSecond?: number | undefined;
}

export interface OwnService {
  host: string;
  port: number;
  /** As a refusal calls it. */
  what: string;
}

export type Resolve = (host: string) => Promise<string[]>;
/** `addresses` are those that passed every check, in the resolver's order; connect to nothing else. `unknown`: there is no such name now. */
export type Decision = { addresses: string[] } | { refused: string } | { unknown: string };
/** A trusted name may have any address. */
export type Decide = (host: string, port: number, trusted?: boolean) => Promise<Decision>;

export const systemResolve: Resolve = async (host) => (await lookup(host, { all: true, order: "verbatim" })).map(({ address }) => address);

/**
 * Resolves a name once and judges every address it has. One forbidden address refuses the whole name: a public name that also points inside
 * is an attack or a mistake, and either way nothing to dial. Only translated (NAT64) ones are passed over, since honest resolvers add them.
 */
export function makeDecide(policy: EgressPolicy, resolve: Resolve = systemResolve, nearness = nearnessOf): Decide {
  const ranges = policy.allow.filter((entry) => entry.includes("/")).map(blockList);
  const names = new Set(policy.allow.filter((entry) => !entry.includes("/")).map((entry) => entry.toLowerCase()));
  const findOwn = makeFindOwn(policy.own ?? [], resolve);
  return async (host, port, trusted = false) => {
    const name = host.toLowerCase().replace(/\.$/, "");
    if (!trusted && isOddNumber(name)) return { refused: `${name} is a number that programs read as different addresses` };
    const found = isIP(name) ? [name] : await resolve(name).catch((error: NodeJS.ErrnoException) => error.code ?? "unknown");
    if (typeof found === "string") return { unknown: `the name cannot be resolved (${found})` };
    const addresses = [...new Set(found.map(plainAddress))];
    if (trusted || names.has(name) || names.has(`${name}:${port}`)) return { addresses };
    const own = await findOwn(port);
    const whyNot = (address: string): string | null =>
      allowed(ranges, names, address, port) ? null : (denialOf(address) ?? nearness(address) ?? own(address));
    const judged = addresses.map((address) => ({ address, why: whyNot(address) }));
    const passed = judged.filter(({ why }) => why === null);
    const bad = judged.find(({ address, why }) => why !== null && !(passed.length > 0 && address.startsWith("64:ff9b:")));
    if (bad) return { refused: `${bad.address} is ${bad.why}` };
    return passed.length > 0 ? { addresses: passed.map(({ address }) => address) } : { unknown: "the name has no address" };
  };
}

/**
 * Whether an address is where a service of ours has this port; asked anew each time, as names move. While a name does not resolve its last answer
 * counts; one that never did may be anywhere.
 */
function makeFindOwn(services: readonly OwnService[], resolve: Resolve): (port: number) => Promise<(address: string) => string | null> {
  const last = new Map<string, string[]>();
  return async (port) => {
    const own = services.filter((service) => service.port === port);
    for (const { host } of own) {
      const found = isIP(host) ? [host] : await resolve(host).catch(() => []);
      if (found.length > 0) last.set(host, found.map(plainAddress));
    }
    const lost = own.find(({ host }) => !last.has(host));
    return (address) =>
      own.find(({ host }) => last.get(host)?.includes(address))?.what ??
      (lost ? `perhaps ${lost.what}, whose name cannot be resolved now` : null);
  };
}

/** `0x7f.1`, `2130706433`, `127.1`: no name ends in a number, and resolvers do not agree on what such a text means. */
function isOddNumber(name: string): boolean {
  return isIP(name) === 0 && /(^|\.)(0x[0-9a-f]*|[0-9]+)$/.test(name);
}

function allowed(ranges: BlockList[], names: Set<string>, address: string, port: number): boolean {
  return (
    ranges.some((range) => isIn(range, address)) ||
    names.has(address) ||
    names.has(`${address}:${port}`) ||
    names.has(`[${address}]:${port}`)
  );
}
