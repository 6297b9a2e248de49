import type { Manifest } from "@stoa/contract";
import { readHttpBase } from "../network/http-connection.ts";
import { fieldsOfHost, fillConfig, readHost, type Host } from "../network/resolve-hosts.ts";
import { titleOf } from "./blamed.ts";

/** A setting of the form by which its customer says where a program goes. */
export interface AddressSetting {
  field: string;
  title: string;
  /** Null where what stands in it is no address. */
  place: Host | null;
  /** No port stands in it, so that one had to be guessed. */
  bare: boolean;
}

/** The settings that hold addresses, as they are filled in; those left empty are left out. `hosts`: where not the manifest's own. */
export function addressSettings(
  manifest: Manifest,
  config: Record<string, unknown>,
  hosts: readonly string[] = manifest.network.hosts,
): AddressSetting[] {
  const named = [
    ...hosts.map((line) => ({ line, read: readHost })),
    ...manifest.connections.map(({ http }) => ({ line: http?.base ?? "", read: placeOfBase })),
  ];
  const found = named.flatMap(({ line, read }) => {
    const [field] = fieldsOfHost(line);
    const filled = field === undefined ? undefined : fillConfig(line, config);
    if (field === undefined || filled === undefined) return [];
    const bare = read === readHost && !/:\/\/|:[0-9]{1,5}(?:[/?#]|$)/.test(filled);
    return [{ field, title: titleOf(manifest, field), place: read(filled) ?? null, bare }];
  });
  return [...new Map(found.map((one) => [`${one.field} ${placeText(one.place)}`, one])).values()];
}

function placeOfBase(filled: string): Host | undefined {
  const base = readHttpBase(filled, {});
  return base && { host: base.hostname.replace(/^\[|\]$/g, ""), port: Number(base.port) || (base.protocol === "https:" ? 443 : 80) };
}

export const placeText = (place: Host | null): string => (place ? `${place.host}:${place.port}` : "");
