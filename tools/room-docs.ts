import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Check, Problem } from "./checks/check.ts";
import { lineAt } from "./checks/list-files.ts";

const architecture = "docs/architecture.md";
const schema = "server/schema.sql";
/** A table's partitions, and what is in no room, are none of its. */
const partition = /_(?:\d{8}|default)$/;

/** What documents say rooms have: the tables of docs/architecture.md are those of server/schema.sql, and a README names the facts its room tells. */
export const roomDocsCheck: Check = {
  name: "room-docs",
  run(root) {
    const readmes = globSync("server/rooms/*/README.md", { cwd: root }).toSorted();
    const tables = existsSync(join(root, schema)) ? checkTables(root) : [];
    return Promise.resolve({ read: readmes.length, problems: [...tables, ...readmes.flatMap((file) => checkFacts(root, file))] });
  },
};

function checkTables(root: string): Problem[] {
  const text = readFileSync(join(root, architecture), "utf8");
  const made = new Map<string, Set<string>>();
  for (const [, room = "", table = ""] of readFileSync(join(root, schema), "utf8").matchAll(/^create table (\w+)\.(\w+) /gm))
    if (room !== "base" && !partition.test(table)) made.set(room, (made.get(room) ?? new Set()).add(table));
  return [...made].flatMap(([room, tables]) => {
    const row = new RegExp(`^\\| ${room} \\| ([^|]*) \\|`, "m").exec(text);
    const told = new Set(
      (row?.[1] ?? "")
        .replaceAll(/\([^)]*\)/g, "")
        .split(",")
        .map((word) => word.trim()),
    );
    const wrong = [...tables].filter((table) => !told.has(table)).map((table) => `${room}.${table} is not named`);
    const gone = [...told].filter((word) => word !== "" && !tables.has(word)).map((word) => `there is no ${room}.${word}`);
    const line = row ? lineAt(text, row.index) : 0;
    return [...wrong, ...gone].map((what) => ({ file: architecture, line, rule: "tables", text: what }));
  });
}

function checkFacts(root: string, file: string): Problem[] {
  const text = readFileSync(join(root, file), "utf8");
  const at = text.search(/^## Facts$/m);
  const section = at < 0 ? "" : (text.slice(at).split(/^## (?!Facts)/m)[0] ?? "");
  const told = new Set([...section.matchAll(/`([^`]+)`/g)].flatMap(([, span = ""]) => spell(span)));
  const emitted = emittedBelow(root, file.replace(/\/README\.md$/, ""));
  return [...emitted]
    .filter((fact) => !told.has(fact))
    .map((fact) => ({ file, line: at < 0 ? 0 : lineAt(text, at), rule: "facts", text: `${fact} is told, and not named under Facts` }));
}

/** `wish.made|voted` stands for both. */
function spell(span: string): string[] {
  const [subject = "", verbs = ""] = span.split(".");
  return verbs.split("|").map((verb) => `${subject.trim()}.${verb.trim()}`);
}

/** Facts whose whole name stands where they are emitted, or is chosen between there. */
function emittedBelow(root: string, folder: string): Set<string> {
  const files = globSync("**/*.ts", { cwd: join(root, folder) }).filter((name) => !/\.test\.ts$|(^|\/)testing(\/|\.ts$)/.test(name));
  const texts = files.map((name) => readFileSync(join(root, folder, name), "utf8")).filter((text) => text.includes("emitFacts("));
  const lines = texts.flatMap((text) => text.split("\n")).filter((line) => /\btype(?::| =[^=])/.test(line));
  return new Set(lines.flatMap((line) => [...line.matchAll(/"([a-z_]+\.[a-z_]+)"/g)].map(([, fact = ""]) => fact)));
}
