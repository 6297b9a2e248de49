import { fillConfig, readHost, readHttpBase } from "@stoa/program";
import type { Manifest } from "@stoa/contract";

/** A contact's place among what was declared. */
export type NameDeclared = (contact: { host: string; port: number }) => string | null;

/**
 * Finds the line of a manifest by which a host was reached: `{config.server}` for a customer's own, the wildcard for a name below it, the base of an
 * account. Null for what no line declares.
 */
export function nameDeclared(
  manifest: Pick<Manifest, "connections">,
  hosts: readonly string[],
  config: Record<string, unknown>,
): NameDeclared {
  const exact = new Map<string, string>();
  const wildcards: { end: string; port: number; line: string }[] = [];
  for (const { http } of manifest.connections) {
    const base = http && readHttpBase(http.base, config);
    if (http && base) exact.set(`${base.hostname}:${base.port || (base.protocol === "https:" ? 443 : 80)}`, http.base);
  }
  for (const line of hosts) {
    const filled = fillConfig(line, config);
    const found = filled === undefined ? undefined : readHost(filled);
    if (found?.host.startsWith("*.")) wildcards.push({ end: found.host.slice(1), port: found.port, line });
    else if (found) exact.set(`${found.host}:${found.port}`, line);
  }
  return ({ host, port }) =>
    exact.get(`${host}:${port}`) ?? wildcards.find((one) => one.port === port && host.endsWith(one.end))?.line ?? null;
}
