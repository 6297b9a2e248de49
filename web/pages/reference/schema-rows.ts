import type { OpenApi, Schema } from "./read-openapi.ts";

/** A field of a body or an answer. */
export interface SchemaRow {
  /** `items[].id` */
  name: string;
  type: string;
  required: boolean;
  note: string;
}

const deepest = 4;

/** The fields of a schema as rows, nested ones by their whole path; what it refers to is looked up in the document. */
export function schemaRows(document: OpenApi, schema: Schema, at = "", depth = 0): SchemaRow[] {
  const found = resolve(document, schema);
  if (depth > deepest) return [];
  if (found.items) return schemaRows(document, found.items, `${at}[]`, depth + 1);
  const required = new Set(found.required);
  return Object.entries(found.properties ?? {}).flatMap(([key, field]) => {
    const name = at ? `${at}.${key}` : key;
    const inner = withoutNull(resolve(document, field));
    const row = { name, type: sayType(document, field), required: required.has(key), note: noteOf(document, field) };
    return [row, ...schemaRows(document, inner, name, depth + 1)];
  });
}

/** What a schema takes, in words: `string`, `list of object`, `"queued" or "running"`. */
export function sayType(document: OpenApi, schema: Schema): string {
  const found = resolve(document, schema);
  if (found.const !== undefined) return JSON.stringify(found.const);
  if (found.enum) return found.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (found.anyOf) return [...new Set(found.anyOf.map((one) => sayType(document, one)))].join(" or ");
  if (found.items) return `list of ${sayType(document, found.items)}`;
  if (Array.isArray(found.type)) return found.type.join(" or ");
  return found.format ? `${found.type ?? "string"}, ${found.format}` : (found.type ?? "anything");
}

function noteOf(document: OpenApi, schema: Schema): string {
  const found = resolve(document, schema);
  const said = schema.description ?? found.description ?? "";
  return found.default === undefined ? said : `${said} ${JSON.stringify(found.default)} when left out.`.trim();
}

/** Follows references and joins what must hold together. */
export function resolve(document: OpenApi, schema: Schema): Schema {
  if (schema.$ref !== undefined) {
    const name = decodeURIComponent(schema.$ref.split("/").at(-1) ?? "");
    const found = document.components?.schemas?.[name];
    return found ? resolve(document, found) : {};
  }
  if (!schema.allOf) return schema;
  const parts = schema.allOf.map((part) => resolve(document, part));
  return {
    type: "object",
    properties: Object.assign({}, ...parts.map((part) => part.properties ?? {})),
    required: parts.flatMap((part) => part.required ?? []),
  };
}

/** `T or null` is told as T. */
function withoutNull(schema: Schema): Schema {
  const others = schema.anyOf?.filter((one) => one.type !== "null") ?? [];
  return others.length === 1 && others[0] ? others[0] : schema;
}
