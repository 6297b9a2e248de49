import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { listPlacedActions, type PlacedActionRow } from "./store/actions.ts";

/** What hosts that admitted a publisher let integrations do, for whoever writes one. @throws StoaError forbidden */
export async function listOfferedActions(ctx: Ctx, input: { sideId?: string | undefined }): Promise<PlacedActionRow[]> {
  requireRole(ctx, "publisher_owner", "publisher_developer", "operator");
  return transaction(ctx, ({ tx }) => listPlacedActions(tx, input.sideId ?? null));
}
