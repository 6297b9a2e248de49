import type { Request } from "./call.ts";

/** A JSON schema, as far as the document uses them. */
export interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  default?: unknown;
}

export interface Parameter {
  in: "path" | "query";
  name: string;
  required: boolean;
  schema: Schema;
}

export type ScopeKind = "customer" | "publisher" | "side" | "operator";

export interface Endpoint {
  /** `GET /v1/customers/{customerId}/runs`. */
  name: string;
  method: Request["method"];
  path: string;
  scope: ScopeKind | undefined;
  parameters: Parameter[];
  body: { schema: Schema; required: boolean } | undefined;
}

interface Operation {
  parameters?: (Omit<Parameter, "required"> & { required?: boolean })[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
}

export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const prefixes: Record<ScopeKind, string> = {
  customer: "/v1/customers/{customerId}/",
  publisher: "/v1/publishers/{publisherId}/",
  side: "/v1/sides/{sideId}/",
  operator: "/v1/operator/",
};

/** Every endpoint of the document, in its order. */
export function readEndpoints(document: Document): Endpoint[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => readEndpoint(path, method.toUpperCase() as Request["method"], operation)),
  );
}

function readEndpoint(path: string, method: Request["method"], { parameters = [], requestBody }: Operation): Endpoint {
  const scope = (Object.keys(prefixes) as ScopeKind[]).find((kind) => path.startsWith(prefixes[kind]));
  const schema = requestBody?.content["application/json"]?.schema;
  return {
    name: `${method} ${path}`,
    method,
    path,
    scope,
    parameters: parameters.map((one) => ({ ...one, required: one.required ?? false })),
    body: schema && { schema, required: requestBody?.required ?? false },
  };
}

/** A reader of the document's own references. */
export function resolverOf(document: Document): (schema: Schema) => Schema {
  const resolve = (schema: Schema): Schema => {
    if (schema.$ref === undefined) return schema;
    const found = document.components.schemas[schema.$ref.replace("#/components/schemas/", "")];
    if (!found) throw new Error(`the document has no ${schema.$ref}`);
    return resolve(found);
  };
  return resolve;
}
