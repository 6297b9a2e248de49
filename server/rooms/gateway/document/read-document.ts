import { createHash } from "node:crypto";
import { parse as parseYaml } from "yaml";
import { gatewayLimits } from "@stoa/contract";
import { readHttpBase } from "@stoa/program";
import { StoaError } from "../../../base/index.ts";
import { mostOperations, readActions, type Closed, type ReadActions, type Skipped } from "./read-actions.ts";
import { readWords, type HostWords } from "./read-words.ts";
import { isObject, textOf, type Json } from "./shapes.ts";

/** One thing a host's API can do, by a name of the host's. */
export interface DeclaredAction {
  name: string;
  method: string;
  path: string;
  title: string;
  text: string;
  scopes: string[];
}

export interface Declaration {
  title: string;
  version: string;
  base: string;
  actions: DeclaredAction[];
  skipped: Skipped[];
  closed: Closed[];
  /** What the actions are called in other languages. */
  words: HostWords | null;
  /** Of all of this, whatever the order in the document. */
  digest: string;
}

/** Reads an OpenAPI 3 document, JSON or YAML. @throws StoaError invalid_input saying where it is wrong */
export function readDocument(input: { document: string; base?: string | undefined }): Declaration {
  const document = parse(input.document);
  const { openapi, swagger, info } = document;
  if (typeof openapi !== "string" || !/^3\.\d/.test(openapi)) throw notOpenApi(typeof swagger === "string");
  const { actions, skipped, closed } = takeActions(document);
  const words = readWords(document, actions);
  if (words && "why" in words) throw refuse(`What it says in other languages cannot be read: ${words.place}.`, words.why, [words]);
  const about = isObject(info) ? info : {};
  const declared = {
    title: textOf(about["title"], 120) || "API",
    version: textOf(about["version"], 60),
    base: readBase(input.base, document),
    actions: actions.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    closed: closed.toSorted((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1)),
    words,
  };
  return { ...declared, skipped, digest: digestOf(declared) };
}

function takeActions(document: Json): ReadActions {
  const read = readActions(document);
  if (!read) throw tooMany(`It describes more than ${mostOperations} operations`);
  const { actions, skipped } = read;
  if (actions.length === 0) throw refuse("It names no operation that can be called.", "Describe at least one under `paths`.", skipped);
  if (actions.length > gatewayLimits.actions) throw tooMany(`It names ${actions.length} operations`);
  return read;
}

const tooMany = (what: string): StoaError =>
  refuse(
    `${what}; at most ${gatewayLimits.actions} can be actions.`,
    "Leave out what integrations need not do: `x-stoa-action: false` in an operation.",
  );

/** Of what is declared, so that the same document again is no change. */
export function digestOf(declared: Pick<Declaration, "base" | "title" | "version" | "actions" | "closed" | "words">): string {
  const { base, title, version, actions, closed, words } = declared;
  const plain = actions.map(({ name, method, path, title: words, text, scopes }) => [name, method, path, words, text, scopes]);
  return createHash("sha256")
    .update(JSON.stringify([base, title, version, plain, closed.map(({ method, path }) => [method, path]), ...(words ? [words] : [])]))
    .digest("hex")
    .slice(0, 32);
}

/** The address of an API without a final slash. @throws StoaError invalid_input */
export function takeBase(text: string): string {
  const url = text.includes("{") ? undefined : readHttpBase(text, {});
  if (url) return url.href.replace(/\/$/, "");
  throw refuse(
    `"${text.slice(0, 200)}" is not the address of an API.`,
    "Give one such as https://api.example.com/v1, without user, ? or #.",
  );
}

function parse(text: string): Json {
  try {
    const read: unknown = text.trimStart().startsWith("{") ? JSON.parse(text) : parseYaml(text, { maxAliasCount: 50, logLevel: "silent" });
    if (isObject(read)) return read;
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "").slice(0, 200) : "";
    throw refuse(`It is neither JSON nor YAML: ${why}`, "Upload the OpenAPI document itself.");
  }
  throw refuse("It is no OpenAPI document.", "Upload a document that begins with `openapi: 3.1.0`.");
}

/** The one given, or the document's first server when that is a whole address. */
function readBase(given: string | undefined, { servers }: Json): string {
  if (given !== undefined && given.trim() !== "") return takeBase(given.trim());
  const first = Array.isArray(servers) && isObject(servers[0]) ? servers[0] : {};
  const variables = isObject(first["variables"]) ? first["variables"] : {};
  const url = textOf(first["url"], 300).replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => {
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return isObject(variable) ? textOf(variable["default"], 100) : whole;
  });
  if (/^https?:\/\//.test(url)) return takeBase(url);
  throw refuse("The document does not say where the API is.", "Name it under `servers`, or give its address beside the document.");
}

function notOpenApi(isOld: boolean): StoaError {
  return isOld
    ? refuse("This is Swagger 2.0.", "Convert it to OpenAPI 3 first; most editors and generators do.")
    : refuse("It is no OpenAPI 3 document.", "Upload a document that begins with `openapi: 3.1.0`.");
}

function refuse(what: string, fix: string, skipped: readonly Skipped[] = []): StoaError {
  const problems = [
    { path: "body/document", message: what },
    ...skipped.slice(0, 20).map(({ place, why }) => ({ path: place, message: why })),
  ];
  return new StoaError("invalid_input", { what, fix, problems });
}
