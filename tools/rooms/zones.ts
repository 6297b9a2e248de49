/** A part of the tree with its own import rule: `contract`, `server/base`, `rooms/runs`, ... */
export type Zone = string;

/** What each zone may import of ours, itself apart; rooms besides by their order. A zone not named here may import anything. */
const allowed: Record<string, readonly string[]> = {
  contract: [],
  program: ["contract"],
  "server/base": ["contract"],
  rooms: ["contract", "program", "server/base", "server/testing"],
  "server/roles": ["contract", "program", "server/base", "rooms", "server/testing"],
  sdk: ["contract"],
  cli: ["sdk", "contract", "program", "server/machine"],
  web: ["sdk", "contract"],
  host: [],
  examples: ["host"],
};

/** Packages of others that a zone may use; a zone not named here answers to its package.json alone. */
export const allowedPackages: Record<string, readonly string[]> = { contract: ["typebox"] };

const workspaces = ["contract", "program", "server", "sdk", "cli", "web", "host"];

/** The zone a path of the tree lies in. */
export function zoneOf(path: string): Zone {
  const [top = "", second = "", third = ""] = path.split("/");
  if (second === "test") return "test";
  if (top === "server" && second === "rooms") return `rooms/${third}`;
  if (top === "server" && second !== "") return second.includes(".") ? "server" : `server/${second}`;
  return top;
}

/** The npm workspace a path lies in, which others enter by its package name only; undefined for tools, benches and tests of the whole. */
export function workspaceOf(path: string): string | undefined {
  const [top = "", second = ""] = path.split("/");
  return workspaces.includes(top) && second !== "test" ? top : undefined;
}

/**
 * Why `from` may not import `to`, or undefined when it may.
 * @param order rooms, lowest first
 */
export function refusal(from: Zone, to: Zone, order: readonly string[]): string | undefined {
  if (from === to) return undefined;
  const may = allowed[kindOf(from)];
  if (may === undefined) return undefined;
  if (from.startsWith("rooms/") && to.startsWith("rooms/")) return upward(from.slice(6), to.slice(6), order);
  return may.includes(kindOf(to)) ? undefined : `${from} may import only ${may.join(", ") || "nothing of ours"}`;
}

function upward(from: string, to: string, order: readonly string[]): string | undefined {
  if (order.indexOf(to) < order.indexOf(from)) return undefined;
  return `room ${from} stands below ${to} (tools/rooms/order.json): ask by a fact, or take a function that server/roles hands in`;
}

function kindOf(zone: Zone): string {
  return zone.startsWith("rooms/") ? "rooms" : zone;
}
