import { actionPattern } from "@stoa/contract";
import { readActionRule } from "../match-action.ts";
import type { DeclaredAction } from "./read-document.ts";
import { isObject, textOf, type Json } from "./shapes.ts";

/** An operation that is no action, and why. */
export interface Skipped {
  /** `GET /contacts/{id}` */
  place: string;
  why: string;
}

const methods = ["get", "put", "post", "delete", "patch", "head"] as const;
const named = new RegExp(actionPattern);

/** The operations of a document as actions. Two that could be meant by one request are both left out, and so is what no rule can hold. */
export function readActions(document: Json): { actions: DeclaredAction[]; skipped: Skipped[] } {
  const found: DeclaredAction[] = [];
  const skipped: Skipped[] = [];
  const paths = isObject(document["paths"]) ? document["paths"] : {};
  for (const [path, item] of Object.entries(paths)) {
    if (!isObject(item)) continue;
    if ("$ref" in item) skipped.push({ place: path, why: "It stands in another place ($ref); bundle the document first." });
    for (const method of methods) {
      const operation = item[method];
      if (isObject(operation) && operation["x-stoa-action"] !== false) found.push(readAction(document, { method, path, operation }));
    }
  }
  const actions = found.filter((action) => {
    const why = faultOf(action, found);
    if (why !== undefined) skipped.push({ place: `${action.method} ${action.path}`, why });
    return why === undefined;
  });
  return { actions, skipped };
}

interface Operation {
  method: string;
  path: string;
  operation: Json;
}

function readAction(document: Json, { method, path, operation }: Operation): DeclaredAction {
  const title =
    textOf(operation["summary"], 120) || firstSentence(textOf(operation["description"], 400)) || `${method.toUpperCase()} ${path}`;
  return {
    name: nameOf({ method, path, operation }),
    method: method.toUpperCase(),
    path,
    title,
    text: textOf(operation["description"], 400),
    scopes: scopesOf(operation["security"] ?? document["security"]),
  };
}

/** The host's own word for it; an operation without one is called by its method and path. */
function nameOf({ method, path, operation }: Operation): string {
  const said = [operation["x-stoa-action"], operation["operationId"]].find((one) => typeof one === "string" && one !== "");
  if (typeof said === "string") return said;
  const parts = path.split("/").map((part) => part.replaceAll(/[^A-Za-z0-9_]/g, ""));
  return [method, ...parts]
    .filter((part) => part !== "")
    .join("-")
    .slice(0, 100);
}

const firstSentence = (text: string): string => (/^[^.!?]*[.!?]?/.exec(text)?.[0] ?? "").replace(/\.$/, "").slice(0, 120);

/** Every right that one of its alternatives takes: a customer is told the most it may be. */
function scopesOf(security: unknown): string[] {
  const alternatives = Array.isArray(security) ? security.filter(isObject) : [];
  const all = alternatives.flatMap((one) => Object.values(one).flatMap((scopes) => (Array.isArray(scopes) ? (scopes as unknown[]) : [])));
  const scopes = all.map((scope) => textOf(scope, 100)).filter((scope) => scope !== "");
  return [...new Set(scopes)].toSorted().slice(0, 40);
}

function faultOf(action: DeclaredAction, all: readonly DeclaredAction[]): string | undefined {
  if (!named.test(action.name))
    return `\`${action.name.slice(0, 100)}\` cannot be a name: letters, digits and _ . : / - only, a letter first.`;
  if (all.some((one) => one !== action && one.name === action.name)) return `Another operation is called ${action.name}, too.`;
  const rule = readActionRule(action);
  if (!rule) return "Its path has parts that a parameter fills only in part, or signs that servers read differently.";
  const shape = shapeOf(action);
  return all.some((one) => one !== action && shapeOf(one) === shape)
    ? "Another operation has the same method and path, but for names."
    : undefined;
}

const shapeOf = (action: Pick<DeclaredAction, "method" | "path">): string => {
  const rule = readActionRule(action);
  return rule ? `${rule.method} ${rule.parts.join("/").toLowerCase()}` : `${action.method} ${action.path}`;
};
