import { audit, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { revokeTokenRow } from "./store/tenants.ts";
import { auditTenant, tenantOf } from "./tenant-of.ts";
import { tokenMakers } from "./token-makers.ts";

/** Ends a token at once. @throws StoaError forbidden, not_found */
export async function revokeToken(ctx: Ctx, input: { tokenId: string }): Promise<void> {
  requireRole(ctx, ...tokenMakers);
  await transaction(ctx, async (inner) => {
    const ended = await revokeTokenRow(inner.tx, input.tokenId, tenantOf(inner.scope), inner.clock.now());
    if (ended === 0) throw notFound("token");
    await audit(inner, { verb: "token.revoke", subject: input.tokenId, ...auditTenant(inner.scope) });
  });
}
