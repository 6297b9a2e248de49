import { actionPattern, gatewayLimits } from "@stoa/contract";
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

/** Of a document, those that are no actions for a fault of theirs among them. */
export const mostOperations = 10 * gatewayLimits.actions;

/** An operation that no action reaches. */
export interface Closed {
  method: string;
  path: string;
}

export interface ReadActions {
  actions: DeclaredAction[];
  skipped: Skipped[];
  /** What is described and is no action: left out by the host, or for a fault. */
  closed: Closed[];
}

/**
 * The operations of a document as actions. Two that could be meant by one request are both left out, and so is what no rule can hold.
 * @returns undefined for more than `mostOperations`
 */
export function readActions(document: Json): ReadActions | undefined {
  const { operations, skipped, closed } = collect(document);
  if (operations.length + closed.length > mostOperations) return undefined;
  const found = operations.map((operation) => readAction(document, operation));
  const [names, shapes] = [countBy(found, ({ name }) => name), countBy(found, shapeOf)];
  const actions = found.filter((action) => {
    const why = faultOf(action, names, shapes);
    if (why === undefined) return true;
    skipped.push({ place: `${action.method} ${action.path}`, why });
    closed.push({ method: action.method, path: action.path });
    return false;
  });
  return { actions, skipped, closed: closed.filter((one) => readActionRule(one) !== undefined) };
}

function collect(document: Json): { operations: Operation[]; skipped: Skipped[]; closed: Closed[] } {
  const operations: Operation[] = [];
  const skipped: Skipped[] = [];
  const closed: Closed[] = [];
  const paths = isObject(document["paths"]) ? document["paths"] : {};
  for (const [path, item] of Object.entries(paths)) {
    if (operations.length + closed.length > mostOperations) break;
    if (!isObject(item)) continue;
    const isElsewhere = "$ref" in item;
    if (isElsewhere) skipped.push({ place: path, why: "It stands in another place ($ref); bundle the document first." });
    for (const method of methods) {
      const operation = item[method];
      if (isObject(operation) && operation["x-stoa-action"] !== false) operations.push({ method, path, operation });
      else if (isObject(operation) || isElsewhere) closed.push({ method: method.toUpperCase(), path });
    }
  }
  return { operations, skipped, closed };
}

function countBy(actions: readonly DeclaredAction[], keyOf: (action: DeclaredAction) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const action of actions) counts.set(keyOf(action), (counts.get(keyOf(action)) ?? 0) + 1);
  return counts;
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

function faultOf(action: DeclaredAction, names: ReadonlyMap<string, number>, shapes: ReadonlyMap<string, number>): string | undefined {
  if (!named.test(action.name))
    return `\`${action.name.slice(0, 100)}\` cannot be a name: letters, digits and _ . : / - only, a letter first.`;
  if ((names.get(action.name) ?? 0) > 1) return `Another operation is called ${action.name}, too.`;
  if (!readActionRule(action)) return "Its path has parts that a parameter fills only in part, or signs that servers read differently.";
  return (shapes.get(shapeOf(action)) ?? 0) > 1 ? "Another operation has the same method and path, but for names." : undefined;
}

const shapeOf = (action: Pick<DeclaredAction, "method" | "path">): string => {
  const rule = readActionRule(action);
  return rule ? `${rule.method} ${rule.parts.join("/").toLowerCase()}` : `${action.method} ${action.path}`;
};
