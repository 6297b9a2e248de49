import { BlockList, isIP, isIPv4, isIPv6 } from "node:net";

/** Ranges no box may reach unless the operator lists the target. Sources: the IANA special-purpose address registries (v4, v6). */
const deniedRanges: [range: string, reason: string][] = [
  ["0.0.0.0/8", "this machine"],
  ["10.0.0.0/8", "a private address"],
  ["100.64.0.0/10", "a carrier's shared address"],
  ["127.0.0.0/8", "a loopback address"],
  ["169.254.0.0/16", "a link-local or metadata address"],
  ["172.16.0.0/12", "a private address"],
  ["192.0.0.0/24", "a protocol address"],
  ["192.0.2.0/24", "a documentation address"],
  ["192.88.99.0/24", "a relay address"],
  ["192.168.0.0/16", "a private address"],
  ["198.18.0.0/15", "a benchmarking address"],
  ["198.51.100.0/24", "a documentation address"],
  ["203.0.113.0/24", "a documentation address"],
  ["224.0.0.0/4", "a multicast address"],
  ["240.0.0.0/4", "a reserved address"],
  ["::/96", "this machine"],
  ["64:ff9b::/96", "a translated (NAT64) address"],
  ["64:ff9b:1::/48", "a translated (NAT64) address"],
  ["100::/64", "a discard address"],
  ["2001::/23", "a protocol address"],
  ["2001:db8::/32", "a documentation address"],
  ["2002::/16", "a relay (6to4) address"],
  ["3fff::/20", "a documentation address"],
  ["5f00::/16", "a protocol address"],
  ["fc00::/7", "a private (unique local) address"],
  ["fe80::/10", "a link-local address"],
  ["fec0::/10", "a private (site-local) address"],
  ["ff00::/8", "a multicast address"],
];

const denied = deniedRanges.map(([range, reason]) => ({ list: blockList(range), reason }));

/** A list of one range in CIDR notation. @throws Error when it is none. */
export function blockList(range: string): BlockList {
  const [address = "", bits = ""] = range.split("/");
  const list = new BlockList();
  list.addSubnet(address, Number(bits), isIPv4(address) ? "ipv4" : "ipv6");
  return list;
}

export function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? "ipv4" : "ipv6");
}

/** The IPv4 address inside an IPv4-mapped one, in either spelling; other addresses as they are, without a zone. */
export function plainAddress(address: string): string {
  const bare = address.replace(/%.*$/, "");
  if (!isIPv6(bare)) return bare;
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join(".");
}

/** Why an address may not be reached by default, or null. What is not an address is refused too. */
export function denialOf(address: string): string | null {
  const plain = plainAddress(address);
  if (isIP(plain) === 0) return "not an address";
  return denied.find(({ list }) => isIn(list, plain))?.reason ?? null;
}
