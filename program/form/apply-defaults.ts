import type { Manifest } from "@stoa/contract";
import { hostFacts, propertiesOf } from "../manifest/check-form.ts";

/** What is known where a form is filled in, by the word a manifest says it with (`default_from`): of the host, and of who reads it. */
export type HostFacts = Readonly<Partial<Record<(typeof hostFacts)[number], string>>>;

/** A form with the schema's defaults, and the host's own, where nothing was given: what a page shows before anybody typed. Secrets have none. */
export function applyDefaults(
  manifest: Pick<Manifest, "configs" | "secrets">,
  given: Record<string, unknown>,
  host: HostFacts = {},
): Record<string, unknown> {
  const defaults = Object.entries(propertiesOf(manifest.configs.schema)).flatMap(([name, property]) => {
    if (manifest.secrets.includes(name)) return [];
    const fact = hostFacts.find((one) => one === property["default_from"]);
    if (fact !== undefined && host[fact] !== undefined && isOffered(property, host[fact])) return [[name, host[fact]] as const];
    return Object.hasOwn(property, "default") ? [[name, property["default"]] as const] : [];
  });
  return { ...Object.fromEntries(defaults), ...given };
}

/** Of a field with choices one of them; nothing longer than the field takes. */
function isOffered({ enum: values, oneOf, maxLength }: Record<string, unknown>, fact: string): boolean {
  if (typeof maxLength === "number" && fact.length > maxLength) return false;
  const choices = Array.isArray(oneOf) ? oneOf.map((one: unknown) => (one as { const?: unknown }).const) : values;
  return !Array.isArray(choices) || choices.includes(fact);
}
