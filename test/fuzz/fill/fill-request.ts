import type { Request } from "../call.ts";
import type { Endpoint, Parameter, Schema } from "../document.ts";
import { kindOfField, kindOfParameter, type Kind } from "../kinds.ts";
import { findExample, type Giving } from "./examples.ts";

/** A place in a request where an object of the world is named. */
export interface Slot {
  /** `path.runId`, `query.after`, `body.listingId`. */
  key: string;
  kind: Kind;
}

export interface Filling extends Omit<Giving, "pick"> {
  pick(slot: Slot): string;
  /** How likely what may be left out is there. */
  optional: number;
  resolve(schema: Schema): Schema;
}

/** A request as its endpoint wants it, with ids as `pick` says. */
export function fillRequest(endpoint: Endpoint, filling: Filling): Pick<Request, "method" | "url" | "body"> {
  const { parameters, body, method } = endpoint;
  const path = parameters
    .filter((one) => one.in === "path")
    .reduce((text, one) => text.replace(`{${one.name}}`, encodeURIComponent(fillParameter(endpoint, one, filling))), endpoint.path);
  const asked = parameters.filter((one) => one.in === "query" && (one.required || filling.random() < filling.optional));
  const query = asked.map((one) => `${one.name}=${encodeURIComponent(fillParameter(endpoint, one, filling))}`).join("&");
  const url = query === "" ? path : `${path}?${query}`;
  if (!body) return { method, url };
  return { method, url, body: JSON.stringify(fillBody(endpoint, body.schema, filling)) };
}

function fillParameter(endpoint: Endpoint, parameter: Parameter, filling: Filling): string {
  const kind = kindOfParameter(endpoint, parameter);
  if (kind) return filling.pick({ key: `${parameter.in}.${parameter.name}`, kind });
  return String(fillValue(endpoint, parameter.name, parameter.schema, filling));
}

export function fillBody(endpoint: Endpoint, schema: Schema, filling: Filling): unknown {
  const example = findExample(endpoint.name, endpoint.scope);
  if (!example) return fillValue(endpoint, "", schema, filling);
  const pathKinds = new Map(
    endpoint.parameters.flatMap((one) => (one.in === "path" ? [[kindOfParameter(endpoint, one), one.name] as const] : [])),
  );
  const pick = (kind: Kind, field?: string): string => {
    // A provider's description bears the name its address has.
    if (kind === "provider" && pathKinds.has(kind)) return filling.pick({ key: `path.${pathKinds.get(kind) ?? ""}`, kind });
    return filling.pick({ key: `body.${field ?? `${kind}Id`}`, kind });
  };
  return example({ ...filling, pick });
}

function fillValue(endpoint: Endpoint, name: string, given: Schema, filling: Filling): unknown {
  const schema = filling.resolve(given);
  if (schema.enum) return schema.enum[Math.floor(filling.random() * schema.enum.length)];
  const [first] = schema.anyOf ?? [];
  if (first) return fillValue(endpoint, name, first, filling);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => fillValue(endpoint, name, part, filling)));
  if (schema.type === "object") return fillObject(endpoint, schema, filling);
  if (schema.type === "array")
    return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => fillValue(endpoint, name, schema.items ?? {}, filling));
  return schema.type === "string" ? fillText(endpoint, name, schema, filling) : fillPlain(schema, filling);
}

function fillPlain({ type, minimum = 1 }: Schema, { random }: Filling): unknown {
  if (type === "integer" || type === "number") return minimum;
  return type === "boolean" ? random() < 0.5 : null;
}

function fillObject(endpoint: Endpoint, { properties = {}, required = [] }: Schema, filling: Filling): object {
  const wanted = Object.entries(properties).filter(([name]) => required.includes(name) || filling.random() < filling.optional);
  return Object.fromEntries(wanted.map(([name, schema]) => [name, fillValue(endpoint, name, schema, filling)]));
}

function fillText(endpoint: Endpoint, name: string, schema: Schema, filling: Filling): string {
  const kind = kindOfField(endpoint, name);
  if (kind) return filling.pick({ key: `body.${name}`, kind });
  if (schema.format === "date-time") return "2026-01-05T00:00:00.000Z";
  const { unique, outside } = filling;
  const tried = [
    `fuzzed-operation-${unique}`,
    unique,
    `https://${unique}.example`,
    `http://${outside}/${unique}`,
    `${unique}@people.example`,
    "2026-01",
    "0 4 * * *",
    "UTC",
  ];
  const preferred =
    name === "zone"
      ? ["UTC"]
      : name === "url"
        ? [`http://${outside}/${unique}`]
        : name === "support"
          ? ["help@people.example"]
          : name === "base"
            ? ["python"]
            : [];
  const fits = (text: string): boolean =>
    text.length >= (schema.minLength ?? 0) &&
    text.length <= (schema.maxLength ?? 1_000) &&
    (schema.pattern === undefined || new RegExp(schema.pattern, "u").test(text));
  const found = [...preferred, ...tried].find(fits);
  if (found === undefined)
    throw new Error(
      `${endpoint.name}: no text is known that fits "${name}" (${JSON.stringify(schema)}); give an example in test/fuzz/fill/examples.ts`,
    );
  return found;
}
