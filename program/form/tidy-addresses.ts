import { readAddress, type Manifest } from "@stoa/contract";
import { propertiesOf } from "../manifest/check-form.ts";

/** A form whose fields of format `uri` hold whole addresses: a missing scheme is put before them where only one can be meant. */
export function tidyAddresses(manifest: Pick<Manifest, "configs">, given: Record<string, unknown>): Record<string, unknown> {
  const properties = propertiesOf(manifest.configs.schema);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const format = Object.hasOwn(properties, name) ? properties[name]?.["format"] : undefined;
      const isAddress = (format === "uri" || format === "url") && typeof value === "string";
      return [name, isAddress ? (readAddress(value) ?? value) : value];
    }),
  );
}
