import type { Asks, Manifest } from "@stoa/contract";
import { orderFields } from "@stoa/program";
import type { TxCtx } from "../../base/index.ts";
import { readOffered, type OfferedActions } from "../gateway/index.ts";

type Schema = Record<string, unknown>;

const isObject = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);

const none: OfferedActions = new Map();

/** What an installation at a side will reach and ask for, the host's actions in the host's words. */
export async function readAsksAt(ctx: TxCtx, place: { sideId: string; hosts: readonly string[] }, manifest: Manifest): Promise<Asks> {
  return readAsks(manifest, place.hosts, await readOffered(ctx, { sideId: place.sideId, manifest }));
}

/** The same from what is known: `listedHosts` count where the contract has no place for hosts, `offered` is what the host has of actions. */
export function readAsks(manifest: Manifest, listedHosts: readonly string[], offered: OfferedActions = none): Asks {
  const schema = orderFields(manifest.configs);
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
    ...(manifest.actions?.length ? { actions: manifest.actions.map((asked) => readAction(asked, offered)) } : {}),
    ...(manifest.page === undefined ? {} : { page: true as const }),
    schedule: manifest.schedule.cron,
  };
}

/** One that the host does not have asks for nothing: nobody can agree to what has no meaning. */
function readAction(
  { name, ...said }: NonNullable<Manifest["actions"]>[number],
  offered: OfferedActions,
): NonNullable<Asks["actions"]>[number] {
  const known = offered.get(name);
  const why = said.why ?? null;
  if (!known) return { name, title: name, text: "", method: "", path: "", scopes: [], why, offered: false };
  const { title, text, method, path, scopes } = known;
  return { name, title, text, method, path, scopes, why, offered: true };
}

type Account = Asks["accounts"][number];

function readAccount({ title, fields, http, raw, ...linked }: Manifest["connections"][number], secrets: ReadonlySet<string>): Account[] {
  const { provider, scopes = [], optional = false } = linked;
  const said = { title, fields: fields.filter((name) => secrets.has(name)), raw: raw ?? null };
  if (provider !== undefined) return [{ ...said, base: http?.base ?? "", allow: http?.allow ?? [], provider, scopes, optional }];
  return http ? [{ ...said, base: http.base, allow: http.allow }] : [];
}
