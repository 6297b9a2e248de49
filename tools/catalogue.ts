import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseSync } from "oxc-parser";
import type { Check, Findings, Problem } from "./checks/check.ts";

const pages = [
  "web/places/shop-place.tsx",
  "web/pages/shop/*.tsx",
  "web/pages/connect/*.tsx",
  "web/pages/connections/*.tsx",
  "web/pages/activity/*.tsx",
  "web/pages/notices/*.tsx",
  "web/pages/work/installation-page.tsx",
  "web/pages/work/run-page.tsx",
  "web/pages/lists/runs-page.tsx",
  "web/pages/webhooks/own-server-page.tsx",
];
const catalogue = "web/words/german";
const spoken = new Set([
  "title",
  "label",
  "placeholder",
  "aria-label",
  "description",
  "note",
  "alt",
  "saveLabel",
  "undoLabel",
  "verb",
  "hint",
  "done",
  "word",
  "move",
]);

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

interface Text {
  file: string;
  line: number;
  text: string;
}

/**
 * The catalogue of the customer's pages: each text a page says stands in German too, with the same places to fill; none stands there that
 * no page says; no customer's page says anything past it; and none is read before the language is known.
 */
export const catalogueCheck: Check = {
  name: "catalogue",
  run(root) {
    const customers = closure(root, globSync(pages, { cwd: root }));
    const first = staticClosure(root, ["web/main.tsx"]);
    const files = globSync("web/**/*.{ts,tsx}", { cwd: root, exclude: (path) => /node_modules|dist/.test(path) });
    const problems: Problem[] = [];
    const said: Text[] = [];
    for (const file of files.filter((one) => !one.includes(".test."))) {
      const look = { file, source: readFileSync(join(root, file), "utf8"), customers: customers.has(file), first: first.has(file) };
      readFile(look, said, problems);
    }
    problems.push(...compare(root, said));
    return Promise.resolve<Findings>({ read: files.length, problems, notes: [`${new Set(said.map(({ text }) => text)).size} texts`] });
  },
};

interface Look {
  file: string;
  source: string;
  customers: boolean;
  first: boolean;
}

function readFile(look: Look, said: Text[], problems: Problem[]): void {
  const { file, source } = look;
  const lineOf = (node: Node): number => source.slice(0, node.start).split("\n").length;
  const wrong = (node: Node, text: string): void => void problems.push({ file, line: lineOf(node), rule: "catalogue", text });
  const say = (node: Node, text: string): void => void said.push({ file, line: lineOf(node), text });
  walk(parseSync(file, source).program, 0, (node, depth) => {
    if (calls(node, "t")) {
      readText(argument(node, 0), say, (fault) => wrong(node, fault));
      if (depth === 0 && look.first) wrong(node, "is read when the page loads, before its language is known: put it into a function");
    }
    if (!look.customers) return;
    for (const noun of nounsIn(node)) say(node, `{count} ${noun}`);
    if (isPast(node)) wrong(node, 'is said past the catalogue: t("...")');
  });
}

function calls(node: Node, name: string): boolean {
  return node.type === "CallExpression" && (node["callee"] as Node)["name"] === name;
}

function argument(node: Node, index: number): Node | undefined {
  return (node["arguments"] as Node[])[index];
}

/** Nouns that are counted: `countOf(n, "run")`, and a list's `noun="run"`. */
function nounsIn(node: Node): string[] {
  if (calls(node, "countOf")) return nounsOf(argument(node, 1), argument(node, 2));
  const isNoun = node.type === "JSXAttribute" && (node["name"] as Node)["name"] === "noun";
  return isNoun ? nounsOf(node["value"] as Node, undefined) : [];
}

function readText(node: Node | undefined, say: (node: Node, text: string) => void, fault: (text: string) => void): void {
  if (node?.type === "Literal" && typeof node["value"] === "string") return say(node, node["value"]);
  fault("the text of t() must stand there literally, or the catalogue cannot be checked");
}

function nounsOf(one: Node | undefined, many: Node | undefined): string[] {
  const noun = one?.["value"];
  if (typeof noun !== "string") return [];
  const plural = many?.["value"];
  return [noun, typeof plural === "string" ? plural : `${noun}s`];
}

/** Words in a page's markup that no catalogue holds. */
function isPast(node: Node): boolean {
  if (node.type === "JSXText") return /\p{L}{2}/u.test(String(node["value"]));
  if (node.type !== "JSXAttribute" || !spoken.has(String((node["name"] as Node)["name"]))) return false;
  const value = node["value"] as Node | null;
  return value?.type === "Literal" && /\p{L}{2}/u.test(String(value["value"]));
}

function walk(value: unknown, depth: number, visit: (node: Node, depth: number) => void): void {
  if (Array.isArray(value)) for (const one of value) walk(one, depth, visit);
  if (typeof value !== "object" || value === null || !("type" in value)) return;
  const node = value as Node;
  visit(node, depth);
  const deeper = /Function/.test(node.type) ? depth + 1 : depth;
  for (const [key, child] of Object.entries(node)) if (key !== "parent") walk(child, deeper, visit);
}

function compare(root: string, said: readonly Text[]): Problem[] {
  const german = readCatalogue(root);
  const used = new Set(said.map(({ text }) => text));
  const missing = said
    .filter(({ text }) => !german.has(text))
    .map(({ file, line, text }) => ({ file, line, rule: "catalogue", text: `"${text}" is not in German: add it to ${catalogue}` }));
  const others = [...german].flatMap(([text, { file, line, german: words }]): Problem[] => {
    if (!used.has(text)) return [{ file, line, rule: "catalogue", text: `no page says "${text}"` }];
    const same = placesOf(text) === placesOf(words);
    return same ? [] : [{ file, line, rule: "catalogue", text: `"${text}" has other places to fill than its German` }];
  });
  return [...missing, ...others];
}

function placesOf(text: string): string {
  return [...new Set(text.match(/\{\w+\}/g))].toSorted().join();
}

function readCatalogue(root: string): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const file of globSync(`${catalogue}/*.ts`, { cwd: root })) {
    const source = readFileSync(join(root, file), "utf8");
    walk(parseSync(file, source).program, 0, (node) => {
      if (node.type !== "Property") return;
      const key = node["key"] as Node;
      const text = String(key["value"] ?? key["name"]);
      found.set(text, { file, line: source.slice(0, node.start).split("\n").length, german: String((node["value"] as Node)["value"]) });
    });
  }
  return found;
}

interface Entry {
  file: string;
  line: number;
  german: string;
}

/** Every module the pages are made of, also those loaded later. */
function closure(root: string, starts: readonly string[]): Set<string> {
  return follow(root, starts, /(?:from|import\()\s*"(\.[^"]+\.tsx?)"/g);
}

function staticClosure(root: string, starts: readonly string[]): Set<string> {
  return follow(root, starts, /(?:from|import)\s+"(\.[^"]+\.tsx?)"/g);
}

function follow(root: string, starts: readonly string[], pattern: RegExp): Set<string> {
  const seen = new Set<string>();
  const queue = [...starts];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const path = join(root, file);
    if (seen.has(file) || !existsSync(path)) continue;
    seen.add(file);
    for (const [, target = ""] of readFileSync(path, "utf8").matchAll(pattern)) queue.push(relative(root, resolve(dirname(path), target)));
  }
  return seen;
}

if (import.meta.main) {
  const { problems } = await catalogueCheck.run(resolve(import.meta.dirname, ".."));
  for (const { file, line, text } of problems) console.log(`${file}:${line} ${text}`);
}
