/** A JSON schema as far as the reference tells it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  description?: string;
  additionalProperties?: boolean | Schema;
  patternProperties?: Record<string, Schema>;
  format?: string;
}

interface RawOperation {
  summary?: string;
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema; description?: string }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>;
}

export interface OpenApi {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, RawOperation>>;
  components?: { schemas?: Record<string, Schema> };
}

export type PlaceName = "customer" | "publisher" | "host" | "operator";

/** One thing the API does, told once however many places it may be asked from. */
export interface Operation {
  key: string;
  method: string;
  /** Below the place's own path: `/runs/{runId}`. */
  path: string;
  summary: string;
  /** From which places, each with its whole path; none for what belongs to no place. */
  places: { name: PlaceName | undefined; path: string }[];
  parameters: NonNullable<RawOperation["parameters"]>;
  body: Schema | undefined;
  answers: { status: string; schema: Schema | undefined }[];
}

export interface OperationGroup {
  name: string;
  operations: Operation[];
}

const prefixes: readonly [RegExp, PlaceName][] = [
  [/^\/v1\/customers\/\{customerId\}/, "customer"],
  [/^\/v1\/publishers\/\{publisherId\}/, "publisher"],
  [/^\/v1\/sides\/\{sideId\}/, "host"],
  [/^\/v1\/operator(?=\/|$)/, "operator"],
];
const methods = ["get", "post", "put", "patch", "delete"];

/** Operations gathered by what they are about, each told once with the places it may be asked from. */
export function readOperations(document: OpenApi): OperationGroup[] {
  const byKey = new Map<string, Operation>();
  for (const [whole, item] of Object.entries(document.paths))
    for (const method of methods) {
      const raw = item[method];
      if (raw) addOperation(byKey, whole, method, raw);
    }
  const groups = new Map<string, Operation[]>();
  for (const operation of byKey.values()) {
    const name = groupOf(operation.path);
    groups.set(name, [...(groups.get(name) ?? []), operation]);
  }
  const sorted = [...groups].toSorted(([a], [b]) => a.localeCompare(b));
  return sorted.map(([name, operations]) => ({ name, operations: operations.toSorted((a, b) => order(a).localeCompare(order(b))) }));
}

const order = ({ path, method }: Operation): string => `${path} ${methods.indexOf(method.toLowerCase())}`;

function addOperation(byKey: Map<string, Operation>, whole: string, method: string, raw: RawOperation): void {
  const { name, path } = splitPath(whole);
  const key = `${method} ${path} ${raw.summary ?? ""}`;
  const known = byKey.get(key);
  if (known) {
    known.places.push({ name, path: whole });
    return;
  }
  byKey.set(key, {
    key,
    method: method.toUpperCase(),
    path,
    summary: raw.summary ?? "",
    places: [{ name, path: whole }],
    // The place's own id is no question of the operation.
    parameters: (raw.parameters ?? []).filter((one) => path.includes(`{${one.name}}`) || one.in !== "path"),
    body: schemaIn(raw.requestBody?.content),
    answers: Object.entries(raw.responses ?? {}).map(([status, answer]) => ({ status, schema: schemaIn(answer.content) })),
  });
}

function splitPath(whole: string): { name: PlaceName | undefined; path: string } {
  for (const [prefix, name] of prefixes) {
    const match = prefix.exec(whole);
    if (match) return { name, path: whole.slice(match[0].length) || "/" };
  }
  return { name: undefined, path: whole };
}

function groupOf(path: string): string {
  const [first = ""] = path
    .replace(/^\/v1\//, "/")
    .split("/")
    .filter(Boolean);
  return first.replaceAll("-", " ") || "place";
}

function schemaIn(content: Record<string, { schema?: Schema }> | undefined): Schema | undefined {
  return Object.values(content ?? {})[0]?.schema;
}
