import { parseSync, Visitor, type Function as FunctionNode, type Program } from "oxc-parser";
import type { Problem } from "../checks/check.ts";
import { lineAt } from "../checks/list-files.ts";

/** What only a verb does: it asks for a role or writes the audit. */
const doneByVerbs = /^(require[A-Z]|audit$)/;

/**
 * One verb a file: of what a room's file exports, at most one function takes a whole `ctx: Ctx` and asks for a role or writes the audit.
 * Helpers that several verbs call take something less, or do neither.
 */
export function checkVerbs(file: string, source: string): Problem[] {
  if (!/^server\/rooms\/[^/]+\/.+\.ts$/.test(file) || /\.test\.ts$|\/testing(\.ts$|\/)/.test(file)) return [];
  const { program } = parseSync(file, source);
  const telling = tellingCalls(program);
  const [first, ...more] = program.body
    .flatMap((statement) => exportedFunction(statement) ?? [])
    .filter((one) => takesCtx(one) && telling.some((at) => at > one.start && at < one.end));
  return more.map((verb) => ({
    file,
    line: lineAt(source, verb.start),
    rule: "rooms",
    text: `one verb a file: ${verb.id?.name} stands beside ${first?.id?.name}`,
  }));
}

/** Where a role is asked for or the audit written. */
function tellingCalls(program: Program): number[] {
  const found: number[] = [];
  const visitor = new Visitor({
    CallExpression({ callee, start }) {
      if (callee.type === "Identifier" && doneByVerbs.test(callee.name)) found.push(start);
    },
  });
  visitor.visit(program);
  return found;
}

function exportedFunction(statement: Program["body"][number]): FunctionNode | undefined {
  if (statement.type !== "ExportNamedDeclaration" || statement.declaration?.type !== "FunctionDeclaration") return undefined;
  return statement.declaration;
}

function takesCtx({ params: [first] }: FunctionNode): boolean {
  if (first?.type !== "Identifier") return false;
  const type = first.typeAnnotation?.typeAnnotation;
  return type?.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "Ctx";
}
