import { parseSync, Visitor } from "oxc-parser";
import type { Problem } from "../checks/check.ts";
import { lineAt } from "../checks/list-files.ts";

interface Text {
  text: string;
  offset: number;
}

// Statements as we write them, lower case, so that sentences people read ("Select a plan from ...") are none.
const statement =
  /^\s*(select\s[\s\S]*(\sfrom\s+[a-z_]+[.\s(]|\()|with\s+(recursive\s+)?[a-z_]+\s+(\([^)]*\)\s+)?as\s|insert\s+into\s+[a-z_]+|update\s+[a-z_]+\.[a-z_]+|delete\s+from\s+[a-z_]+|(create|alter|drop)\s+(table|index|view|schema|function|policy|role)\s|truncate\s+[a-z_]+)/;

/** NOTIFY takes a lock of the whole server at commit: with 20 listeners a sixth of the commits a second were left. */
const notify = /\bpg_notify\s*\(|(^|;|\bthen\s|\bbegin\s)\s*notify\s+[a-z_"]+\s*(,|;|$)/;

/** No statement of the server's wakes listeners from within a transaction that writes. */
export function checkNotify(file: string, source: string): Problem[] {
  if (!file.startsWith("server/") || !/\.(ts|sql)$/.test(file) || file.endsWith(".test.ts")) return [];
  const texts = file.endsWith(".sql") ? [{ text: source.replaceAll(/--.*$/gm, ""), offset: 0 }] : readTexts(file, source);
  return texts.flatMap(({ text, offset }) => {
    const found = notify.exec(text);
    if (!found) return [];
    const at = file.endsWith(".sql") ? source.indexOf("notify") : offset;
    return [
      problem(file, source, at, "NOTIFY in a transaction that writes locks all commits: tell after it, as dispatch/wake.ts does, and poll"),
    ];
  });
}

/**
 * In rooms and roles SQL stands only in `store.ts`, `store/*.ts` and migrations, and names only its own room's schema, or a lower room's
 * `v_*` views; migrations may besides reference a lower room's keys. Tests may look anywhere.
 */
export function checkSql(file: string, source: string, order: readonly string[]): Problem[] {
  const room = /^server\/rooms\/([^/]+)\//.exec(file)?.[1];
  if ((room === undefined && !file.startsWith("server/roles/")) || file.endsWith(".test.ts")) return [];
  if (file.endsWith(".sql")) return foreignNames(file, source, { text: source, offset: 0 }, room ?? "", order);
  const isStore = /\/store(\.ts|\/[^/]+\.ts)$/.test(file);
  const texts = isStore ? readTexts(file, source) : readTexts(file, source).filter(({ text }) => statement.test(text));
  if (isStore) return texts.flatMap((text) => foreignNames(file, source, text, room ?? "", order));
  return texts.map(({ offset }) => problem(file, source, offset, "SQL stands only in store.ts, store/*.ts and migrations"));
}

/** Every string and template of a file; a template's `${}` reads as `$`. */
function readTexts(file: string, source: string): Text[] {
  const texts: Text[] = [];
  const visitor = new Visitor({
    Literal(node) {
      if (typeof node.value === "string" && !node.value.startsWith(".")) texts.push({ text: node.value, offset: node.start });
    },
    TemplateLiteral(node) {
      texts.push({ text: node.quasis.map((quasi) => quasi.value.raw).join("$"), offset: node.start });
    },
  });
  visitor.visit(parseSync(file, source).program);
  return texts;
}

function foreignNames(file: string, source: string, { text, offset }: Text, room: string, order: readonly string[]): Problem[] {
  const lower = order.slice(0, order.indexOf(room));
  const named = new RegExp(`(references\\s+)?\\b(${order.join("|")})\\.([a-z_]+)`, "g");
  const code = text.replaceAll(/--.*$/gm, (comment) => " ".repeat(comment.length));
  return [...code.matchAll(named)].flatMap((match) => {
    const [, references, schema = "", name = ""] = match;
    if (schema === room) return [];
    if (lower.includes(schema) && (name.startsWith("v_") || (references !== undefined && file.endsWith(".sql")))) return [];
    const text = `${schema}.${name}: SQL of ${room} names its own schema, and v_* views of lower rooms`;
    return [problem(file, source, offset + match.index, text)];
  });
}

function problem(file: string, source: string, offset: number, text: string): Problem {
  return { file, line: lineAt(source, offset), rule: "sql", text };
}
