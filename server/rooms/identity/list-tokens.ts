import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { listTokenRows, type TokenRow } from "./store/tenants.ts";
import { tenantOf } from "./tenant-of.ts";
import { tokenMakers } from "./token-makers.ts";

/** The live tokens of the scope's tenant, newest first, without their texts. */
export async function listTokens(ctx: Ctx): Promise<TokenRow[]> {
  requireRole(ctx, ...tokenMakers);
  return transaction(ctx, ({ tx, scope }) => listTokenRows(tx, tenantOf(scope)));
}
