import { notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import type { DeclaredAction } from "./document/read-document.ts";
import { requireSide } from "./scope.ts";
import { findApi, findSidePlace, listActionRows, type ApiRow, type SidePlaceRow } from "./store/actions.ts";

/** What a host's side has declared, for its own people. @throws StoaError forbidden */
export async function listActions(ctx: Ctx): Promise<{ place: SidePlaceRow; api: ApiRow | undefined; actions: DeclaredAction[] }> {
  requireRole(ctx, "host_owner", "host_reviewer", "host_support", "operator");
  const sideId = requireSide(ctx);
  return transaction(ctx, async ({ tx }) => {
    const place = await findSidePlace(tx, sideId);
    if (!place) throw notFound("side");
    return { place, api: await findApi(tx, sideId), actions: await listActionRows(tx, sideId) };
  });
}
