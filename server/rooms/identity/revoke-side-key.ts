import { audit, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { sideOf } from "./side-of.ts";
import { freeIssuer } from "./store/keys.ts";
import { revokeSideKeyRow } from "./store/tenants.ts";

/** Tokens signed with this key are refused from now on; the issuer of the last live one is free for any host. @throws StoaError forbidden, not_found */
export async function revokeSideKey(ctx: Ctx, input: { keyId: string }): Promise<void> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = sideOf(ctx);
  await transaction(ctx, async (inner) => {
    const revoked = await revokeSideKeyRow(inner.tx, sideId, input.keyId, inner.clock.now());
    if (!revoked) throw notFound("key");
    await freeIssuer(inner.tx, revoked.issuer);
    await audit(inner, { verb: "side_key.revoke", subject: input.keyId, sideId });
  });
}
