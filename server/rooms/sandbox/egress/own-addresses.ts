import type { BlockList } from "node:net";
import { networkInterfaces } from "node:os";
import { blockList, isIn } from "./addresses.ts";

interface OwnNetworks {
  addresses: Set<string>;
  networks: BlockList[];
  readAt: number;
}

/** Networks come and go while a machine runs, and looking costs a tenth of a millisecond. */
const freshMs = 5_000;
let known: OwnNetworks | undefined;

/** Why an address is too near to be reached, public though it may be: this machine's own, or on a network it stands in. */
export function nearnessOf(address: string): string | null {
  if (!known || performance.now() - known.readAt > freshMs) known = readNetworks();
  if (known.addresses.has(address)) return "this machine's own address";
  return known.networks.some((network) => isIn(network, address)) ? "a neighbour of this machine" : null;
}

function readNetworks(): OwnNetworks {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return {
    addresses: new Set(all.map(({ address }) => address)),
    networks: all.flatMap(({ cidr }) => (cidr === null ? [] : [blockList(cidr)])),
    readAt: performance.now(),
  };
}
