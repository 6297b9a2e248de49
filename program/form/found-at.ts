import type { HostFacts } from "./apply-defaults.ts";

type Schema = Record<string, unknown>;

const isObject = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);
const host = "{host.address}";

/** An address a form may lead to for a field's value: of `https`, or a page of the host's product. */
export function isFoundAt(address: unknown): boolean {
  if (typeof address !== "string" || address.length > 400 || /\s/.test(address)) return false;
  return (
    URL.canParse(address.replace(host, "https://host.example")) &&
    (address.startsWith("https://") || /^\{host\.address\}([/?#]|$)/.test(address))
  );
}

/** A form's schema whose `found_at` are whole addresses; one at the host stays as it is written where its address is not known here. */
export function fillFoundAt(schema: Schema, facts: HostFacts): Schema {
  const address = facts["host.address"];
  const { properties } = schema;
  if (address === undefined || !isObject(properties)) return schema;
  const filled = Object.entries(properties).map(([name, property]) => {
    const at = isObject(property) ? property["found_at"] : undefined;
    return [name, typeof at === "string" ? { ...(property as Schema), found_at: at.replace(host, address.replace(/\/$/, "")) } : property];
  });
  return { ...schema, properties: Object.fromEntries(filled) as Schema };
}

/** Whether a form leads to the host's product anywhere. */
export const leadsToHost = ({ properties }: Schema): boolean =>
  isObject(properties) && Object.values(properties).some((property) => isObject(property) && isAtHost(property["found_at"]));

const isAtHost = (address: unknown): boolean => typeof address === "string" && address.startsWith(host);
