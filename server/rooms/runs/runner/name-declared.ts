import { fillConfig, readHost, readHttpBase } from "@stoa/program";
import { hostApiLine, type Manifest } from "@stoa/contract";

/** A contact's place among what was declared. */
export type NameDeclared = (contact: { host: string; port: number }) => string | null;

/** What an attempt could reach. */
interface Reachable {
  hosts: readonly string[];
  config: Record<string, unknown>;
  linked?: ReadonlyMap<string, { base: string }> | undefined;
  /** Where the host's own API is, for whoever asks for its actions. */
  host?: URL | undefined;
}

/**
 * Finds the line of a manifest by which a host was reached: `{config.server}` for a customer's own, the wildcard for a name below it, the base of an
 * account. Null for what no line declares.
 */
export function nameDeclared(
  manifest: Pick<Manifest, "connections">,
  { hosts, config, linked = new Map(), host: hostApi }: Reachable,
): NameDeclared {
  const exact = new Map(manifest.connections.flatMap((connection) => nameAccount(connection, config, linked)));
  if (hostApi) exact.set(placeOfBase(hostApi), hostApiLine);
  const wildcards: { end: string; port: number; line: string }[] = [];
  for (const line of hosts) {
    const filled = fillConfig(line, config);
    const found = filled === undefined ? undefined : readHost(filled);
    if (found?.host.startsWith("*.")) wildcards.push({ end: found.host.slice(1), port: found.port, line });
    else if (found) exact.set(`${found.host}:${found.port}`, line);
  }
  return ({ host, port }) =>
    exact.get(`${host}:${port}`) ?? wildcards.find((one) => one.port === port && host.endsWith(one.end))?.line ?? null;
}

function nameAccount(
  { http, name, provider = "" }: Manifest["connections"][number],
  config: Record<string, unknown>,
  linked: ReadonlyMap<string, { base: string }>,
): [string, string][] {
  const base = http && readHttpBase(linked.get(name)?.base ?? http.base, config);
  return http && base ? [[placeOfBase(base), http.base || provider]] : [];
}

const placeOfBase = (base: URL): string => `${base.hostname}:${base.port || (base.protocol === "https:" ? 443 : 80)}`;
