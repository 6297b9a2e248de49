import type { Asks, Manifest } from "@stoa/contract";

type Schema = Record<string, unknown>;

const isObject = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);

/** What an installation will reach and ask for. `listedHosts` count where the contract has no place for hosts. */
export function readAsks(manifest: Manifest, listedHosts: readonly string[]): Asks {
  const { schema } = manifest.configs;
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : []);
  const secrets = new Set(manifest.secrets);
  return {
    hosts: manifest.network.declared ? manifest.network.hosts : [...listedHosts],
    permissions: manifest.permissions,
    data: manifest.data,
    fields: Object.entries(properties).map(([name, property]) => ({
      name,
      title: isObject(property) && typeof property["title"] === "string" ? property["title"] : name,
      required: required.has(name),
      secret: secrets.has(name),
    })),
    accounts: manifest.connections.flatMap((connection) => readAccount(connection, secrets)),
    schedule: manifest.schedule.cron,
  };
}

type Account = Asks["accounts"][number];

function readAccount({ title, fields, http, raw, ...linked }: Manifest["connections"][number], secrets: ReadonlySet<string>): Account[] {
  const { provider, scopes = [], optional = false } = linked;
  const said = { title, fields: fields.filter((name) => secrets.has(name)), raw: raw ?? null };
  if (provider !== undefined) return [{ ...said, base: http?.base ?? "", allow: http?.allow ?? [], provider, scopes, optional }];
  return http ? [{ ...said, base: http.base, allow: http.allow }] : [];
}
