import type { Manifest } from "@stoa/contract";

type Schema = Record<string, unknown>;
type Order = NonNullable<Manifest["configs"]["order"]>;
type Change = (properties: Schema, at: string, required: unknown) => Schema;

const isObject = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);

/** The fields of a schema's forms as its author wrote them, by where they stand; what is kept as `jsonb` is kept in another order. */
export function readFieldOrder(schema: Schema): Order {
  const order: Order = {};
  visit(schema, "", (properties, at) => {
    const names = Object.keys(properties);
    if (names.length > 1) order[at] = names;
    return properties;
  });
  return order;
}

/** A form's schema with its fields in their author's order; of a release that kept none, what must be filled in comes first. */
export function orderFields({ schema, order = {} }: Pick<Manifest["configs"], "schema" | "order">): Schema {
  return visit(schema, "", (properties, at, required) => {
    const first = order[at] ?? (Array.isArray(required) ? required.map(String) : []);
    const names = new Set([...first.filter((name) => Object.hasOwn(properties, name)), ...Object.keys(properties)]);
    return Object.fromEntries([...names].map((name) => [name, properties[name]]));
  }) as Schema;
}

function visit(node: unknown, at: string, change: Change): unknown {
  if (Array.isArray(node)) return node.map((item, index) => visit(item, `${at}/${index}`, change));
  if (!isObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      const below = `${at}/${key}`;
      if (key !== "properties" || !isObject(value)) return [key, visit(value, below, change)];
      const inner = Object.entries(value).map(([name, property]) => [name, visit(property, `${below}/${name}`, change)]);
      return [key, change(Object.fromEntries(inner) as Schema, below, node["required"])];
    }),
  );
}
