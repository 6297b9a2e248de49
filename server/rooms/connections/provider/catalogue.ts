import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ProviderDefinition } from "@stoa/contract";
import { Value } from "typebox/value";

/** Providers that Stoa knows, by name. */
export type Catalogue = ReadonlyMap<string, ProviderDefinition>;

/** Reads the catalogue's files, one a provider. @throws Error naming the file that is no definition */
export function readCatalogue(folder = join(import.meta.dirname, "..", "providers")): Catalogue {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return new Map(files.toSorted().map((file) => readOne(file, JSON.parse(readFileSync(join(folder, file), "utf8")))));
}

function readOne(file: string, value: unknown): [string, ProviderDefinition] {
  const [fault] = Value.Errors(ProviderDefinition, value);
  if (fault) throw new Error(`${file}${fault.instancePath} ${fault.message}`);
  const definition = value as ProviderDefinition;
  if (`${definition.name}.json` !== file) throw new Error(`${file} describes ${definition.name}`);
  return [definition.name, definition];
}
