import { schemaValidator } from "./schema-validator.ts";
import { manifestLimits, type ManifestProblem } from "@stoa/contract";
import { isFoundAt } from "../form/found-at.ts";
import { findUnsafeSchema } from "./find-unsafe-schema.ts";
import type { LocatedYaml, PathSegment } from "./located-yaml.ts";
import { suggest } from "./suggest.ts";

type JsonSchema = Record<string, unknown>;
const isObject = (value: unknown): value is JsonSchema => typeof value === "object" && value !== null && !Array.isArray(value);

/** The properties of an object schema; an empty object when it has none. */
export function propertiesOf(schema: unknown): Record<string, JsonSchema> {
  const properties = isObject(schema) && isObject(schema["properties"]) ? schema["properties"] : {};
  return Object.fromEntries(Object.entries(properties).filter((entry): entry is [string, JsonSchema] => isObject(entry[1])));
}

/** The name a field has in the environment: capitals, digits and underscores. */
export function environmentName(field: string): string {
  return field.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
}

/** Everything wrong with `configs.schema` and `configs.uischema` at `path` of the file. */
export function checkForm(
  yaml: LocatedYaml,
  configs: { schema?: unknown; uischema?: unknown },
  path: readonly PathSegment[],
): ManifestProblem[] {
  const problems: ManifestProblem[] = [];
  const say = (below: readonly PathSegment[], message: string, fix: string) =>
    problems.push(yaml.problem([...path, ...below], message, fix));
  checkSizes(configs, say);
  if (problems.length > 0 || configs.schema === undefined) return problems;
  for (const fault of findUnsafeSchema(configs.schema)) say(["schema", ...fault.path], fault.message, fault.fix);
  if (problems.length === 0) checkValid(configs.schema, say);
  checkFieldNames(propertiesOf(configs.schema), say);
  checkMappingShapes(configs.schema, say);
  checkDefaultsFrom(configs.schema, say);
  checkFoundAt(configs.schema, say);
  checkScopes(configs.uischema, Object.keys(propertiesOf(configs.schema)), ["uischema"], say);
  return problems;
}

function checkFoundAt(schema: unknown, say: Say): void {
  for (const [name, property] of Object.entries(propertiesOf(schema))) {
    if (property["found_at"] === undefined || isFoundAt(property["found_at"])) continue;
    say(
      ["schema", "properties", name, "found_at"],
      "A form cannot lead there.",
      "Write an address that begins with `https://`, or a page of the host's product: `{host.address}/settings/keys`.",
    );
  }
}

/** What a default can be taken from; that is the host's and the reader's to say, so the words are few. */
export const hostFacts = ["host.address", "customer.name", "person.email", "language"] as const;

function checkDefaultsFrom(schema: unknown, say: Say): void {
  for (const [name, property] of Object.entries(propertiesOf(schema))) {
    const from = property["default_from"];
    if (from !== undefined && !hostFacts.some((fact) => fact === from))
      say(
        ["schema", "properties", name, "default_from"],
        "A default cannot be taken from there.",
        "Write `default_from: host.address`, the address of the host's product; `customer.name`; `person.email`, of whoever fills it in; or `language`, the reader's by its code.",
      );
  }
}

type Say = (below: readonly PathSegment[], message: string, fix: string) => void;

function checkSizes(configs: { schema?: unknown; uischema?: unknown }, say: Say): void {
  for (const part of ["schema", "uischema"] as const) {
    const bytes = Buffer.byteLength(JSON.stringify(configs[part] ?? null));
    if (bytes > manifestLimits[part])
      say(
        [part],
        `configs.${part} is larger than ${manifestLimits[part] / 1024} KB.`,
        "Fetch long lists as options while the form is filled.",
      );
  }
}

function checkValid(schema: unknown, say: Say): void {
  const root = schema as JsonSchema;
  if (root["type"] !== undefined && root["type"] !== "object") {
    say(
      ["schema", "type"],
      "configs.schema must be of type object: a form is a set of named fields.",
      "Write `type: object` and put the fields under `properties`.",
    );
    return;
  }
  const ajv = schemaValidator();
  if (!ajv.validateSchema(schema as object)) {
    for (const error of (ajv.errors ?? []).slice(0, 5)) {
      say(
        ["schema", ...pathOf(error.instancePath)],
        `Not valid JSON Schema: ${error.message ?? "fault"}.`,
        "See JSON Schema draft-07 for what may stand here.",
      );
    }
    return;
  }
  try {
    ajv.compile({ type: "object", ...root });
  } catch (error) {
    say(
      ["schema"],
      `configs.schema cannot be used: ${error instanceof Error ? error.message : String(error)}.`,
      "Every `$ref` must lead to something inside the schema.",
    );
  }
}

const pathOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

function checkFieldNames(properties: Record<string, JsonSchema>, say: Say): void {
  const taken = new Map<string, string>();
  for (const name of Object.keys(properties)) {
    const variable = environmentName(name);
    const other = taken.get(variable);
    if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(name))
      say(
        ["schema", "properties", name],
        `\`${name}\` cannot be a field name.`,
        "Use letters, digits, `_`, `-` and `.`, beginning with a letter.",
      );
    else if (other)
      say(["schema", "properties", name], `\`${name}\` and \`${other}\` would both be the variable ${variable}.`, "Rename one of the two.");
    taken.set(variable, name);
  }
}

/** `format: field-mapping` makes rows of two choices: a list of objects with `source` and `target`. */
function checkMappingShapes(schema: unknown, say: Say): void {
  for (const [name, property] of Object.entries(propertiesOf(schema))) {
    if (property["format"] !== "field-mapping") continue;
    const sides = propertiesOf(property["items"]);
    if (property["type"] === "array" && sides["source"] && sides["target"] && Object.keys(sides).length === 2) continue;
    say(
      ["schema", "properties", name],
      `\`${name}\` is no mapping of fields.`,
      "Write `type: array` and `items: { type: object, required: [source, target], properties: { source: ..., target: ... } }`.",
    );
  }
}

function checkScopes(element: unknown, fields: string[], path: PathSegment[], say: Say): void {
  if (!isObject(element)) return;
  const scope = element["scope"];
  if (typeof scope === "string" && scope.startsWith("#/properties/")) {
    const name = scope.split("/")[2] ?? "";
    const near = suggest(name, fields);
    if (!fields.includes(name))
      say(
        [...path, "scope"],
        `The form shows \`${name}\`, which configs.schema does not have.`,
        near ? `Did you mean \`#/properties/${near}\`?` : "Add it to configs.schema, or take the control out.",
      );
  }
  const elements = element["elements"];
  if (Array.isArray(elements))
    for (const [index, child] of elements.entries()) checkScopes(child, fields, [...path, "elements", index], say);
}
