import { isObject, type FormSchema } from "./schema-types.ts";

/** True when a value keeps a schema, for the rules that show and hide fields. Formats and patterns are the server's. */
export function matchesSchema(schema: FormSchema | boolean, value: unknown): boolean {
  if (typeof schema === "boolean") return schema;
  return (
    matchesType(schema.type, value) &&
    (!("const" in schema) || equal(schema.const, value)) &&
    (!schema.enum || schema.enum.some((one) => equal(one, value))) &&
    matchesRange(schema, value) &&
    matchesInside(schema, value) &&
    (schema.allOf ?? []).every((one) => matchesSchema(one, value)) &&
    (!schema.anyOf || schema.anyOf.some((one) => matchesSchema(one, value))) &&
    (!schema.oneOf || schema.oneOf.filter((one) => matchesSchema(one, value)).length === 1) &&
    (!schema.not || !matchesSchema(schema.not, value))
  );
}

function matchesType(type: FormSchema["type"], value: unknown): boolean {
  if (type === undefined || value === undefined) return true;
  const types = typeof type === "string" ? [type] : type;
  return types.some((one) => {
    if (one === "integer") return Number.isInteger(value);
    if (one === "array") return Array.isArray(value);
    if (one === "object") return isObject(value);
    if (one === "null") return value === null;
    return typeof value === one;
  });
}

function matchesRange(schema: FormSchema, value: unknown): boolean {
  if (typeof value === "number") return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
  if (typeof value === "string") return value.length >= (schema.minLength ?? 0) && value.length <= (schema.maxLength ?? Infinity);
  if (Array.isArray(value)) return value.length >= (schema.minItems ?? 0) && value.length <= (schema.maxItems ?? Infinity);
  return true;
}

function matchesInside(schema: FormSchema, value: unknown): boolean {
  if (Array.isArray(value)) return !schema.items || value.every((one) => matchesSchema(schema.items ?? {}, one));
  if (!isObject(value)) return true;
  const present = (schema.required ?? []).every((name) => value[name] !== undefined);
  return (
    present &&
    Object.entries(schema.properties ?? {}).every(([name, inner]) => value[name] === undefined || matchesSchema(inner, value[name]))
  );
}

function equal(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
