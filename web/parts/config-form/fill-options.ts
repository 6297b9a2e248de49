import { isObject, type FormSchema } from "./schema-types.ts";

/**
 * Lists a program gave for its form, by the name of the definition they fill: an array, or, for a list that depends on
 * another field, an object of arrays by that field's value.
 */
export type OptionLists = Readonly<Record<string, unknown>>;

/** The schema with option lists put in and every local `$ref` resolved, as the form draws it for these values. */
export function fillOptions(schema: FormSchema, lists: OptionLists, values: Readonly<Record<string, unknown>>): FormSchema {
  const definitions: Record<string, FormSchema> = { ...schema.definitions };
  for (const [name, list] of Object.entries(lists)) {
    definitions[name] = toOneOf(definitions[name] ?? {}, listFor(list, values));
  }
  return resolve({ ...schema, definitions }, definitions, 0);
}

/** Names of definitions the schema points at whose choices the program gives, and that get none from these lists. */
export function missingLists(schema: FormSchema, lists: OptionLists): string[] {
  const missing = new Set<string>();
  visit(schema, (node) => {
    const name = refName(node.$ref);
    const definition = name === undefined ? undefined : schema.definitions?.[name];
    if (name !== undefined && !(name in lists) && definition && isGiven(definition)) missing.add(name);
  });
  return [...missing];
}

/** As the server reads it: marked so, or with at most the one choice that Pandium's manifests write as a placeholder. */
function isGiven({ dynamic, oneOf, enum: values, properties, type }: FormSchema): boolean {
  if (dynamic === true) return true;
  const choices = oneOf ?? values;
  return choices ? choices.length <= 1 : !properties && !type;
}

function listFor(list: unknown, values: Readonly<Record<string, unknown>>): readonly unknown[] {
  if (Array.isArray(list)) return list as readonly unknown[];
  if (!isObject(list)) return [];
  const chosen = Object.values(values).flat().map(String);
  return chosen.filter((value) => Array.isArray(list[value])).flatMap((value) => list[value] as unknown[]);
}

function toOneOf(before: FormSchema, list: readonly unknown[]): FormSchema {
  const { enum: _enum, const: _const, ...kept } = before;
  return { ...kept, oneOf: list.map(toConstant) };
}

function toConstant(entry: unknown): FormSchema {
  if (!isObject(entry)) return { const: entry, title: plain(entry) };
  const value = entry["const"] ?? entry["value"] ?? entry["id"] ?? "";
  const title = entry["title"] ?? entry["label"] ?? entry["name"] ?? value;
  return { const: value, title: plain(title), ...(entry["needed"] === true ? { needed: true } : {}) };
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function refName(ref: string | undefined): string | undefined {
  return ref?.startsWith("#/definitions/") ? decodeURIComponent(ref.slice("#/definitions/".length)) : undefined;
}

const deepest = 12;

function resolve(node: FormSchema, definitions: Readonly<Record<string, FormSchema>>, depth: number): FormSchema {
  if (depth > deepest) return {};
  const name = refName(node.$ref);
  const { $ref: _, ...own } = node;
  const merged: FormSchema = name === undefined ? node : { ...definitions[name], ...own };
  const inner = (one: FormSchema) => resolve(one, definitions, depth + 1);
  return {
    ...merged,
    ...(merged.properties
      ? { properties: Object.fromEntries(Object.entries(merged.properties).map(([key, one]) => [key, inner(one)])) }
      : {}),
    ...(isObject(merged.items) ? { items: inner(merged.items) } : {}),
    ...(merged.oneOf ? { oneOf: merged.oneOf.map(inner) } : {}),
  };
}

function visit(node: FormSchema, see: (node: FormSchema) => void, depth = 0): void {
  if (depth > deepest) return;
  see(node);
  for (const inner of [...Object.values(node.properties ?? {}), ...(node.items ? [node.items] : []), ...(node.oneOf ?? [])])
    visit(inner, see, depth + 1);
}
