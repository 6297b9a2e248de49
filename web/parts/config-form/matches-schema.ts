import { isObject, type FormSchema } from "./schema-types.ts";

/** True when a value keeps a schema, for the rules that show and hide fields. Formats and patterns are the server's. */
export function matchesSchema(schema: FormSchema | boolean, value: unknown): boolean {
  if (typeof schema === "boolean") return schema;
  return (
    matchesType(schema.type, value) &&
    matchesOneOf(schema, value) &&
    matchesRange(schema, value) &&
    matchesInside(schema, value) &&
    matchesOthers(schema, value)
  );
}

function matchesOneOf(schema: FormSchema, value: unknown): boolean {
  return (!("const" in schema) || equal(schema.const, value)) && (!schema.enum || schema.enum.some((one) => equal(one, value)));
}

function matchesOthers(schema: FormSchema, value: unknown): boolean {
  const keeps = (one: FormSchema) => matchesSchema(one, value);
  if (schema.allOf && !schema.allOf.every(keeps)) return false;
  if (schema.anyOf && !schema.anyOf.some(keeps)) return false;
  if (schema.oneOf && schema.oneOf.filter(keeps).length !== 1) return false;
  return !schema.not || !keeps(schema.not);
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
  if (typeof value === "number") return between(value, schema.minimum, schema.maximum);
  if (typeof value === "string") return between(value.length, schema.minLength, schema.maxLength);
  return !Array.isArray(value) || between(value.length, schema.minItems, schema.maxItems);
}

function between(size: number, least = -Infinity, most = Infinity): boolean {
  return size >= least && size <= most;
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
