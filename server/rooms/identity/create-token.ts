import { requireRole, type Ctx } from "../../base/index.ts";
import { type CreateTokenInput, makeToken } from "./make-token.ts";
import type { TokenRow } from "./store/tenants.ts";
import { tokenMakers } from "./token-makers.ts";

/** A token for programs in the scope's tenant, with roles its maker holds; its text is returned this once. @throws StoaError forbidden, invalid_input */
export async function createToken(ctx: Ctx, input: CreateTokenInput): Promise<TokenRow & { text: string }> {
  requireRole(ctx, ...tokenMakers);
  return makeToken(ctx, input);
}
