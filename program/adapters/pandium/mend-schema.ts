type Node = Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);
const renamed: Record<string, string> = { min: "minimum", max: "maximum" };

/**
 * Pandium's forms are nearly JSON Schema: `min` and `max` for `minimum` and `maximum`, `format: null`, no `type` at the
 * root, `format: password` for what is a secret here. This writes them as JSON Schema and leaves the rest alone.
 */
export function mendSchema(schema: Node): Node {
  return { type: "object", properties: {}, ...mendNode(schema, false) };
}

function mendNode(node: Node, inNames: boolean): Node {
  const entries = Object.entries(node).flatMap(([key, value]): [string, unknown][] => {
    if (!inNames && value === null && key !== "default" && key !== "const") return [];
    const name = inNames ? key : nameFor(key, value, node);
    return [[name, mendValue(value, !inNames && (key === "properties" || key === "definitions"))]];
  });
  const mended = Object.fromEntries(entries);
  if (!inNames && mended["format"] === "password") mended["format"] = "secret";
  return mended;
}

const nameFor = (key: string, value: unknown, node: Node) =>
  typeof value === "number" && renamed[key] && !(renamed[key] in node) ? renamed[key] : key;

function mendValue(value: unknown, names: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => mendValue(item, false));
  return isNode(value) ? mendNode(value, names) : value;
}
