import { audit, emitFacts, requireRole, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { digestOf, takeBase, type DeclaredAction } from "./document/read-document.ts";
import { requireSide } from "./scope.ts";
import { editApi, findApi, listActionRows, lockApi, putApi, replaceActions, type ApiRow } from "./store/actions.ts";

/** What a side's API can do and how it is called. */
export interface Declared {
  api: ApiRow;
  actions: DeclaredAction[];
}

/** What the side declared, if anything; `lock` holds it until the transaction ends. @throws StoaError forbidden */
export async function readDeclared(ctx: TxCtx, lock?: "lock"): Promise<Declared | undefined> {
  const sideId = requireSide(ctx);
  const api = await (lock === "lock" ? lockApi : findApi)(ctx.tx, sideId);
  return api ? { api, actions: await listActionRows(ctx.tx, sideId) } : undefined;
}

/**
 * Declares at this side what another side of the same host declared. Where the API is stays this side's own; `base` says it for the first time.
 * @throws StoaError forbidden, invalid_input when nobody said where the API is, conflict
 */
export async function promoteDeclaration(
  ctx: Ctx,
  input: { from: Declared; parts: { actions: boolean; calls: boolean }; base?: string | undefined },
): Promise<void> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = requireSide(ctx);
  await transaction(ctx, async (inner) => {
    const before = await lockApi(inner.tx, sideId);
    const base = before?.base ?? (input.base === undefined ? undefined : takeBase(input.base.trim()));
    if (base === undefined) throw noBase();
    if (input.parts.actions) await putActions(inner, { sideId, base, from: input.from, before });
    const { way, header, prefix } = input.from.api;
    const after =
      input.parts.calls || !before ? await editApi(inner.tx, { sideId, base: null, way, header, prefix }) : await findApi(inner.tx, sideId);
    if (!after)
      throw new StoaError("conflict", { what: "Somebody else just changed the API of this side.", fix: "Look again, then promote." });
    await audit(inner, { verb: "actions.promote", subject: sideId, sideId, before: told(before), after: told(after) });
    await emitFacts(inner, [
      { type: "actions.declared", sideId, subject: sideId, subjectVersion: after.version, data: { digest: after.digest } },
    ]);
  });
}

interface Put {
  sideId: string;
  base: string;
  from: Declared;
  before: ApiRow | undefined;
}

async function putActions(ctx: TxCtx, { sideId, base, from, before }: Put): Promise<void> {
  const { api, actions } = from;
  const { title, versionText, closed, words } = api;
  const digest = digestOf({ base, title, version: versionText, actions, closed, words });
  const saved = await putApi(ctx.tx, {
    sideId,
    base,
    title,
    versionText,
    digest,
    closed,
    words,
    now: ctx.clock.now(),
    version: before?.version ?? 0,
  });
  if (!saved) throw new StoaError("conflict", { what: "Another document was uploaded meanwhile.", fix: "Look again, then promote." });
  await replaceActions(ctx.tx, sideId, actions);
}

const told = (api: ApiRow | undefined): object => (api ? { digest: api.digest, base: api.base, way: api.way, header: api.header } : {});

function noBase(): StoaError {
  return new StoaError("invalid_input", {
    what: "Your live API's address was never said: that of your test API would be called in its place.",
    fix: "Give `base`, such as https://api.example.com/v1.",
    problems: [{ path: "body/base", message: "is needed with the actions" }],
  });
}
