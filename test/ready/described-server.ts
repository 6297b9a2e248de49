import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { schemaValidator } from "../../program/manifest/schema-validator.ts";

type Validate = ReturnType<ReturnType<typeof schemaValidator>["compile"]>;

interface Parameter {
  name: string;
  in: "query" | "path" | "header";
  required?: boolean;
  schema: object;
}

interface Operation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { schema: object }>;
}

interface Description {
  source: string;
  server: string;
  paths: Record<string, Record<string, Operation>>;
  schemas?: Record<string, object>;
}

/** A request that fits the description, read. */
export interface Asked {
  operation: string;
  path: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
  headers: IncomingMessage["headers"];
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** A service by its provider's published description: what does not fit is refused, and so is an answer of ours that does not. */
export interface DescribedServer {
  /** Stands in place of this host. */
  host: string;
  address: string;
  asked: Asked[];
  /** What did not fit, in words; empty when all was well. */
  faults: string[];
  /** The next requests are answered so, before anybody looks at them. */
  next: Reply[];
  stop(): Promise<void>;
}

type Behaviour = (asked: Asked) => Reply;

export async function startDescribed(name: string, behave: Behaviour): Promise<DescribedServer> {
  const description = JSON.parse(readFileSync(join(import.meta.dirname, "specs", `${name}.json`), "utf8")) as Description;
  const checker = new Checker(description);
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const described: DescribedServer = {
    host: new URL(description.server).host,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    faults: checker.faults,
    next: [],
    stop: async () => server.close().closeAllConnections(),
  };
  server.on("request", (request, response) => void serve({ described, checker, behave }, request, response));
  return described;
}

async function serve(
  { described, checker, behave }: { described: DescribedServer; checker: Checker; behave: Behaviour },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const waiting = described.next.shift();
  if (waiting) return send(response, waiting);
  const asked = checker.read(request, Buffer.concat(parts).toString("utf8"));
  if (!asked) return send(response, { status: 400, body: { error: { message: described.faults.at(-1) } } });
  described.asked.push(asked);
  const reply = behave(asked);
  checker.check(asked.operation, reply);
  send(response, reply);
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Reply): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers }).end(JSON.stringify(body));
}

/** Holds requests and answers against a description. */
class Checker {
  readonly faults: string[] = [];
  readonly #ajv = schemaValidator({ coerceTypes: true });
  readonly #strict = schemaValidator();
  readonly #base: string;
  readonly #description: Description;

  constructor(description: Description) {
    this.#description = description;
    this.#base = new URL(description.server).pathname.replace(/\/$/, "");
    for (const ajv of [this.#ajv, this.#strict]) ajv.addSchema({ $id: "all", schemas: description.schemas ?? {} });
  }

  /** Undefined for what does not fit; `faults` says what. */
  read(request: IncomingMessage, text: string): Asked | undefined {
    const before = this.faults.length;
    const url = new URL(request.url ?? "", "http://described");
    const found = this.#find(request.method ?? "", url.pathname);
    if (!found) return this.#fault(`${request.method} ${url.pathname} is not described`);
    const { operation, path } = found;
    const query = this.#query(operation, url.searchParams);
    for (const [name, value] of Object.entries(path)) this.#value(operation, { name, in: "path" }, value);
    for (const { name, in: place, required } of operation.parameters ?? [])
      if (place === "header" && required && request.headers[name.toLowerCase()] === undefined)
        this.#fault(`${operation.operationId} lacks the header ${name}`);
    const body = this.#body(operation, request.headers["content-type"] ?? "", text);
    const asked = { operation: operation.operationId, path, query, body, headers: request.headers };
    return this.faults.length > before ? undefined : asked;
  }

  /** An answer of the stand-in must be one that the service gives. */
  check(operationId: string, { status = 200, body }: Reply): void {
    const operation = Object.values(this.#description.paths)
      .flatMap((methods) => Object.values(methods))
      .find((one) => one.operationId === operationId);
    const schema = operation?.responses[String(status)] ?? operation?.responses["default"];
    if (!schema) return this.#note(`${operationId} never answers ${status}`);
    this.#validate(this.#compile(schema.schema, true), body, `the answer of ${operationId}`);
  }

  #find(method: string, pathname: string): { operation: Operation; path: Record<string, string> } | undefined {
    const rest = pathname.startsWith(this.#base) ? pathname.slice(this.#base.length) : "";
    for (const [template, methods] of Object.entries(this.#description.paths)) {
      const operation = methods[method.toLowerCase()];
      const pattern = template.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+?)");
      const match = operation && new RegExp(`^${pattern}$`).exec(rest);
      if (operation && match) {
        const path = Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]));
        return { operation, path };
      }
    }
    return undefined;
  }

  #query(operation: Operation, given: URLSearchParams): Record<string, string> {
    for (const [name, value] of given) this.#value(operation, { name, in: "query" }, value);
    for (const { name, in: place, required } of operation.parameters ?? [])
      if (place === "query" && required && !given.has(name)) this.#fault(`${operation.operationId} lacks ${name}`);
    return Object.fromEntries(given);
  }

  #value(operation: Operation, of: Pick<Parameter, "name" | "in">, value: string): void {
    const parameter = operation.parameters?.find(({ name, in: place }) => name === of.name && place === of.in);
    if (!parameter) return this.#note(`${operation.operationId} has no ${of.in} parameter ${of.name}`);
    const schema = { type: "object", properties: { [of.name]: parameter.schema } };
    this.#validate(this.#compile(schema, false), { [of.name]: value }, `${operation.operationId} ${of.name}`);
  }

  #body(operation: Operation, type: string, text: string): Record<string, unknown> {
    const content = operation.requestBody?.content;
    if (!content) {
      if (text !== "") this.#fault(`${operation.operationId} takes no body`);
      return {};
    }
    const media = type.split(";")[0] ?? "";
    const schema = content[media]?.schema;
    if (!schema) {
      this.#fault(`${operation.operationId} takes no ${media || "body without a type"}`);
      return {};
    }
    const isForm = media === "application/x-www-form-urlencoded";
    const body = isForm ? Object.fromEntries(new URLSearchParams(text)) : (JSON.parse(text) as Record<string, unknown>);
    this.#validate(this.#compile(schema, !isForm), isForm ? { ...body } : body, `the body of ${operation.operationId}`);
    return body;
  }

  #compile(schema: object, strict: boolean): Validate {
    const text = JSON.stringify(schema).replaceAll('"#/schemas/', '"all#/schemas/');
    return (strict ? this.#strict : this.#ajv).compile(JSON.parse(text) as object);
  }

  #validate(validate: Validate, value: unknown, what: string): void {
    if (!validate(value))
      this.#fault(`${what}: ${(validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).join("; ")}`);
  }

  #note(text: string): void {
    this.faults.push(text);
  }

  #fault(text: string): undefined {
    this.#note(text);
    return undefined;
  }
}
