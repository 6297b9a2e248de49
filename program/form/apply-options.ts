import type { JsonObject, Manifest } from "@stoa/contract";
import { propertiesOf } from "../manifest/check-form.ts";

type Schema = Record<string, unknown>;
const isObject = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Names of the `definitions` whose choices the program gives in mode `options`: those marked `dynamic: true`, and those
 * that hold at most one choice, the placeholder Pandium's manifests write.
 */
export function dynamicOptions(manifest: Pick<Manifest, "configs">): string[] {
  const definitions = manifest.configs.schema["definitions"];
  if (!isObject(definitions)) return [];
  return Object.entries(definitions).flatMap(([name, definition]) => (isObject(definition) && isDynamic(definition) ? [name] : []));
}

function isDynamic(definition: Schema): boolean {
  if (definition["dynamic"] === true) return true;
  const choices = definition["oneOf"] ?? definition["enum"];
  return Array.isArray(choices) && choices.length <= 1;
}

/**
 * The form's schema with the choices a program gave put in. A list of texts becomes `enum`, a list of
 * `{ const, title }` becomes `oneOf`. An object of lists is a dependent choice: keyed by the value of the field the
 * definition's `dependsOn` names, or else of the field whose chosen value is one of its keys.
 */
export function applyOptions(manifest: Pick<Manifest, "configs">, options: JsonObject, config: Record<string, unknown> = {}): Schema {
  const schema = manifest.configs.schema;
  const definitions = isObject(schema["definitions"]) ? schema["definitions"] : {};
  const filled = Object.entries(options).flatMap(([name, given]) => {
    const list = Array.isArray(given) ? given : isObject(given) ? dependentList(schema, definitions[name], given, config) : undefined;
    return list ? [[name, withChoices(definitions[name], list)] as const] : [];
  });
  return filled.length === 0 ? schema : { ...schema, definitions: { ...definitions, ...Object.fromEntries(filled) } };
}

function dependentList(schema: Schema, definition: unknown, given: Schema, config: Record<string, unknown>): unknown[] {
  const named = isObject(definition) ? definition["dependsOn"] : undefined;
  const parents = typeof named === "string" ? [named] : Object.keys(propertiesOf(schema));
  const key = parents.map((name) => shown(config[name])).find((value) => Object.hasOwn(given, value));
  const list = key === undefined ? undefined : given[key];
  return Array.isArray(list) ? list : [];
}

function withChoices(definition: unknown, list: unknown[]): Schema {
  const { enum: _enum, oneOf: _oneOf, type: _type, ...kept } = isObject(definition) ? definition : {};
  if (list.length === 0) return { ...kept, not: {} };
  if (!list.some(isObject)) return { ...kept, enum: [...new Set(list)] };
  return { ...kept, oneOf: list.map(choice) };
}

function choice(item: unknown): Schema {
  if (!isObject(item)) return { const: item, title: shown(item) };
  return { const: item["const"], title: shown(item["title"] ?? item["const"]), ...(item["needed"] === true ? { needed: true } : {}) };
}

const shown = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
