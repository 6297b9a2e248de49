import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { requireSide } from "./scope.ts";
import { listTokenRows, type HostTokenRow } from "./store/host-tokens.ts";

/** Which customers a token was handed over for, and when; never a token. @throws StoaError forbidden */
export async function listHostTokens(ctx: Ctx): Promise<HostTokenRow[]> {
  requireRole(ctx, "host_owner", "host_support", "operator");
  const sideId = requireSide(ctx);
  return transaction(ctx, ({ tx }) => listTokenRows(tx, sideId));
}
