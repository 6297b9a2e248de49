import type { Manifest } from "@stoa/contract";
import { propertiesOf } from "../manifest/check-form.ts";

/** A form with the schema's defaults where nothing was given: what a page shows before anybody typed. Secrets have none. */
export function applyDefaults(manifest: Pick<Manifest, "configs" | "secrets">, given: Record<string, unknown>): Record<string, unknown> {
  const defaults = Object.entries(propertiesOf(manifest.configs.schema)).flatMap(([name, property]) =>
    Object.hasOwn(property, "default") && !manifest.secrets.includes(name) ? [[name, property["default"]] as const] : [],
  );
  return { ...Object.fromEntries(defaults), ...given };
}
