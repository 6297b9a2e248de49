import { audit, emitFacts, requireRole, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { compareActions, type Difference } from "./document/compare.ts";
import { readDocument, type Declaration } from "./document/read-document.ts";
import type { Previewed } from "./preview-declaration.ts";
import { requireSide } from "./scope.ts";
import { listActionRows, lockApi, putApi, replaceActions, type ApiRow } from "./store/actions.ts";

/**
 * Declares what a host's API can do by its OpenAPI document, in place of what was declared before; runs already going are held to it within
 * seconds. `before`: the digest this was made upon, null for none. @throws StoaError forbidden, invalid_input, conflict
 */
export async function declareActions(
  ctx: Ctx,
  input: { document: string; base?: string | undefined; before?: string | null | undefined },
): Promise<Previewed> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = requireSide(ctx);
  const declaration = readDocument(input);
  return transaction(ctx, async (inner) => {
    const api = await lockApi(inner.tx, sideId);
    if (input.before !== undefined && input.before !== (api?.digest ?? null)) throw cameFirst();
    const difference = compareActions(await listActionRows(inner.tx, sideId), declaration.actions);
    if (!api || api.digest !== declaration.digest || api.base !== declaration.base)
      await save(inner, { sideId, api, declaration, difference });
    return { declaration, difference, baseBefore: api?.base ?? null };
  });
}

interface Change {
  sideId: string;
  api: ApiRow | undefined;
  declaration: Declaration;
  difference: Difference;
}

async function save(ctx: TxCtx, { sideId, api, declaration, difference }: Change): Promise<void> {
  const { base, title, version: versionText, digest, closed, words } = declaration;
  const row = { sideId, base, title, versionText, digest, closed, words };
  const saved = await putApi(ctx.tx, { ...row, now: ctx.clock.now(), version: api?.version ?? 0 });
  if (!saved) throw cameFirst();
  await replaceActions(ctx.tx, sideId, declaration.actions);
  const before = { digest: api?.digest ?? null, base: api?.base ?? null };
  await audit(ctx, { verb: "actions.declare", subject: sideId, sideId, before, after: { digest, base, ...namesOf(difference) } });
  await emitFacts(ctx, [{ type: "actions.declared", sideId, subject: sideId, subjectVersion: saved.version, data: { digest } }]);
}

function namesOf({ added, removed, changed }: Difference): object {
  return {
    added: added.map(({ name }) => name),
    removed: removed.map(({ name }) => name),
    changed: changed.map(({ after }) => after.name),
  };
}

function cameFirst(): StoaError {
  return new StoaError("conflict", {
    what: "Another document was uploaded meanwhile.",
    fix: "Look at what it changes now, then upload again.",
  });
}
