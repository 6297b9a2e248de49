import { readHost } from "@stoa/program";

/** A server that answers in place of a host, on a host's test side. */
export interface Simulator {
  host: string;
  port: number;
  /** It is spoken to with TLS, by its own name. */
  tls: boolean;
}

/** Reads `http://`, `https://` or `tcp://` with a host and, for tcp always, a port; undefined when it is none of these. */
export function readSimulator(address: string): Simulator | undefined {
  const [, scheme, rest = ""] = /^(https?|tcp):\/\/([^/?#@\s]+)\/?$/i.exec(address) ?? [];
  const kind = scheme?.toLowerCase();
  if (kind === undefined || (kind === "tcp" && !/:\d+$/.test(rest))) return undefined;
  const found = readHost(`${kind === "https" ? "https" : "http"}://${rest}`);
  return found && !found.host.startsWith("*.") ? { ...found, tls: kind === "https" } : undefined;
}
