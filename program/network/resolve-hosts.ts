import { domainToASCII } from "node:url";
import type { Manifest } from "@stoa/contract";

export interface Host {
  host: string;
  port: number;
}

const schemePorts: Record<string, number> = {
  http: 80,
  https: 443,
  ftp: 21,
  sftp: 22,
  ssh: 22,
  smtp: 25,
  smtps: 465,
  imap: 143,
  imaps: 993,
  ldap: 389,
  ldaps: 636,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
};
const template = /\{config\.([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * The hosts an installation may reach: the manifest's list with `{config.field}` filled in. A field may hold `host`,
 * `host:port` or a whole address (`https://nas.example:8443/dav`); without a port 443 is meant. Fields left empty
 * give no host; what cannot be read is told in `problems`, and that host is not reachable.
 */
export function resolveHosts(manifest: Pick<Manifest, "network">, config: Record<string, unknown>): { hosts: Host[]; problems: string[] } {
  const hosts = new Map<string, Host>();
  const problems: string[] = [];
  for (const declared of manifest.network.hosts) {
    const filled = fillConfig(declared, config);
    if (filled === undefined) continue;
    const host = readHost(filled);
    if (host) hosts.set(`${host.host}:${host.port}`, host);
    else problems.push(`\`${declared}\` gives \`${filled.slice(0, 100)}\`, which is not a host with a port.`);
  }
  return { hosts: [...hosts.values()], problems };
}

/** A text with `{config.field}` filled in; undefined when one of them is empty. */
export function fillConfig(declared: string, config: Record<string, unknown>): string | undefined {
  let empty = false;
  const text = declared.replaceAll(template, (_, name: string) => {
    const value = Object.hasOwn(config, name) ? config[name] : undefined;
    const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
    if (text === "") empty = true;
    return text;
  });
  return empty ? undefined : text;
}

/** Reads `host`, `host:port`, `[v6]:port` or an address with scheme; undefined when it is none of these. */
export function readHost(text: string): Host | undefined {
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/(?:[^@/?#]*@)?)?(\[[0-9a-fA-F:.]+\]|[^:/?#@[\]]+)(?::([0-9]{1,5}))?(?:[/?#].*)?$/i.exec(text);
  if (!match?.[2]) return undefined;
  const written = match[2]
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
  // A name beyond ASCII has one spelling on the wire, and what looks like a dot or a digit becomes one before it is judged.
  const host = /^[\x20-\x7e]*$/.test(written) ? written : domainToASCII(written);
  const port = match[3] ? Number(match[3]) : match[1] ? schemePorts[match[1].toLowerCase()] : 443;
  if (port === undefined || port < 1 || port > 65_535) return undefined;
  const named = /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]{0,62}(?:\.[a-z0-9_-]{1,63})*)$/.test(host) && host.length <= 253;
  return named || host.includes(":") ? { host, port } : undefined;
}

/** Names of the config fields a declared host is made from. */
export function fieldsOfHost(declared: string): string[] {
  return [...declared.matchAll(template)].map((match) => match[1] ?? "");
}
