import { partsOf, readRule, ruleAllows, type Rule } from "@stoa/program";

/** What is needed of an action to tell its requests. */
export interface Matchable {
  name: string;
  method: string;
  path: string;
}

/** The rule of `GET /contacts/{id}`; undefined where a parameter fills a part only in part, or the path is not a plain one. */
export function readActionRule({ method, path }: Pick<Matchable, "method" | "path">): Rule | undefined {
  const parts = path.split("/").map((part) => (/^\{[^{}]+\}$/.test(part) ? "{}" : part));
  if (parts.some((part) => part !== "{}" && /[{}*]/.test(part))) return undefined;
  return readRule(`${method} ${parts.map((part) => (part === "{}" ? "*" : part)).join("/")}`);
}

interface Known<A extends Matchable> {
  /** None is of what is closed. */
  action: A | undefined;
  rule: Rule;
}

/** Which of a host's actions a request is. */
export type FindAction<A extends Matchable> = (request: { method: string; path: string }) => A | undefined;

/**
 * Of actions that could be meant the most exact is: `/contacts/me` is not `/contacts/{id}`, whoever was allowed the latter; where that is a closed
 * one there is none. A path that comes nearer to another by letters alone (`/contacts/ME`) is none: some servers read it so.
 */
export function makeActionFinder<A extends Matchable>(
  actions: readonly A[],
  closed: readonly Pick<Matchable, "method" | "path">[] = [],
): FindAction<A> {
  const of = (one: Pick<Matchable, "method" | "path">, action: A | undefined): Known<A>[] => {
    const rule = readActionRule(one);
    return rule ? [{ action, rule }] : [];
  };
  const known = [...closed.flatMap((one) => of(one, undefined)), ...actions.flatMap((action) => of(action, action))];
  const loose = known.map(({ action, rule }) => ({ action, rule: { ...rule, parts: rule.parts.map(lower) } }));
  return ({ method, path }) => {
    const parts = partsOf(path);
    if (!parts) return undefined;
    const exact = best(known, { method, parts });
    return exact === best(loose, { method, parts: parts.map(lower) }) ? exact : undefined;
  };
}

const lower = (text: string): string => text.toLowerCase();

function best<A extends Matchable>(known: readonly Known<A>[], asked: { method: string; parts: readonly string[] }): A | undefined {
  const fitting = known.filter(({ rule }) => ruleAllows(rule, asked));
  return fitting.toSorted((a, b) => openness(a.rule, asked.method).localeCompare(openness(b.rule, asked.method)))[0]?.action;
}

/** Sorts by the first part that is open, then by a method of its own. */
const openness = (rule: Rule, method: string): string =>
  `${rule.parts.map((part) => (part === "*" ? "1" : "0")).join("")}${rule.method === method ? "0" : "1"}`;
