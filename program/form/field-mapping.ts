import type { Manifest, Problem } from "@stoa/contract";
import { propertiesOf } from "../manifest/check-form.ts";

type Schema = Record<string, unknown>;
const isObject = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);

export const mappingFormat = "field-mapping";

/** Fields of the form in which a customer says what of one side goes into what of the other. */
export function mappingsOf(schema: Schema): [string, Schema][] {
  return Object.entries(propertiesOf(schema)).filter(([, property]) => property["format"] === mappingFormat);
}

/** What is wrong with the mappings of a config beyond their schema: a target filled twice, one that is needed and left out. */
export function checkMappings(manifest: Pick<Manifest, "configs">, schema: Schema, config: Record<string, unknown>): Problem[] {
  return mappingsOf(manifest.configs.schema).flatMap(([name, property]) => {
    const value = config[name] ?? property["default"] ?? [];
    if (!Array.isArray(value)) return [];
    const rows = value.filter(isObject);
    return [...filledTwice(name, rows), ...leftOut(name, property, schema, rows)];
  });
}

function filledTwice(name: string, rows: readonly Schema[]): Problem[] {
  const seen = new Map<string, number>();
  return rows.flatMap(({ target }, index) => {
    if (typeof target !== "string") return [];
    const first = seen.get(target);
    if (first === undefined) {
      seen.set(target, index);
      return [];
    }
    return [
      {
        path: `/${name}/${index}/target`,
        message: `Row ${first + 1} goes into this already.`,
        fix: "Choose another, or take one of the two away.",
      },
    ];
  });
}

function leftOut(name: string, property: Schema, schema: Schema, rows: readonly Schema[]): Problem[] {
  const filled = new Set(rows.map(({ target }) => target));
  const missing = neededTargets(property, schema).filter(({ value }) => !filled.has(value));
  return missing.map(({ title }) => ({
    path: `/${name}`,
    message: `${title} is needed, and nothing goes into it.`,
    fix: "Choose what goes there.",
  }));
}

/** Choices of the target marked `needed: true`, in the manifest or by the program. */
function neededTargets(property: Schema, schema: Schema): { value: unknown; title: string }[] {
  const target = propertiesOf(property["items"])["target"] ?? {};
  const reference = target["$ref"];
  const definitions = isObject(schema["definitions"]) ? schema["definitions"] : {};
  const named = typeof reference === "string" ? definitions[reference.replace(/^#\/definitions\//, "")] : target;
  const choices = isObject(named) && Array.isArray(named["oneOf"]) ? named["oneOf"].filter(isObject) : [];
  return choices
    .filter((choice) => choice["needed"] === true)
    .map((choice) => ({ value: choice["const"], title: String(choice["title"] ?? choice["const"]) }));
}
