import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { compareActions, type Difference } from "./document/compare.ts";
import { readDocument, type Declaration } from "./document/read-document.ts";
import { requireSide } from "./scope.ts";
import { findApi, listActionRows } from "./store/actions.ts";

export interface Previewed {
  declaration: Declaration;
  difference: Difference;
  baseBefore: string | null;
}

/** What an upload would change; changes nothing. @throws StoaError forbidden, invalid_input */
export async function previewDeclaration(ctx: Ctx, input: { document: string; base?: string | undefined }): Promise<Previewed> {
  requireRole(ctx, "host_owner", "host_reviewer", "host_support", "operator");
  const sideId = requireSide(ctx);
  const declaration = readDocument(input);
  return transaction(ctx, async ({ tx }) => {
    const api = await findApi(tx, sideId);
    const difference = compareActions(await listActionRows(tx, sideId), declaration.actions);
    return { declaration, difference, baseBefore: api?.base ?? null };
  });
}
