import type { Manifest } from "@stoa/contract";
import { propertiesOf } from "../manifest/check-form.ts";

/** What is known of the host where a form is filled in, by the word a manifest says it with (`default_from`). */
export type HostFacts = Readonly<Partial<Record<(typeof hostFacts)[number], string>>>;
export const hostFacts = ["host.address"] as const;

/** A form with the schema's defaults, and the host's own, where nothing was given: what a page shows before anybody typed. Secrets have none. */
export function applyDefaults(
  manifest: Pick<Manifest, "configs" | "secrets">,
  given: Record<string, unknown>,
  host: HostFacts = {},
): Record<string, unknown> {
  const defaults = Object.entries(propertiesOf(manifest.configs.schema)).flatMap(([name, property]) => {
    if (manifest.secrets.includes(name)) return [];
    const fact = hostFacts.find((one) => one === property["default_from"]);
    if (fact !== undefined && host[fact] !== undefined) return [[name, host[fact]] as const];
    return Object.hasOwn(property, "default") ? [[name, property["default"]] as const] : [];
  });
  return { ...Object.fromEntries(defaults), ...given };
}
