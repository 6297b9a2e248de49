import { parseSync, Visitor, type Function as FunctionNode, type Statement } from "oxc-parser";
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
  const verbs = parseSync(file, source)
    .program.body.flatMap((statement) => exportedFunction(statement) ?? [])
    .filter(isVerb);
  const [first, ...more] = verbs;
  return more.map((verb) => ({
    file,
    line: lineAt(source, verb.start),
    rule: "rooms",
    text: `one verb a file: ${verb.id?.name} stands beside ${first?.id?.name}`,
  }));
}

function exportedFunction(statement: Statement): FunctionNode | undefined {
  if (statement.type !== "ExportNamedDeclaration" || statement.declaration?.type !== "FunctionDeclaration") return undefined;
  return statement.declaration;
}

function isVerb(candidate: FunctionNode): boolean {
  const [first] = candidate.params;
  if (first?.type !== "Identifier" || candidate.body === null) return false;
  const type = first.typeAnnotation?.typeAnnotation;
  if (type?.type !== "TSTypeReference" || type.typeName.type !== "Identifier" || type.typeName.name !== "Ctx") return false;
  let found = false;
  const visitor = new Visitor({
    CallExpression({ callee }) {
      found ||= callee.type === "Identifier" && doneByVerbs.test(callee.name);
    },
  });
  visitor.visit({ type: "Program", body: [candidate] } as never);
  return found;
}
