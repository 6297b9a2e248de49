import { audit, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { sideOf } from "./side-of.ts";
import { revokeSideKeyRow } from "./store/tenants.ts";

/** Tokens signed with this key are refused from now on. @throws StoaError forbidden, not_found */
export async function revokeSideKey(ctx: Ctx, input: { keyId: string }): Promise<void> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = sideOf(ctx);
  await transaction(ctx, async (inner) => {
    if ((await revokeSideKeyRow(inner.tx, sideId, input.keyId, inner.clock.now())) === 0) throw notFound("key");
    await audit(inner, { verb: "side_key.revoke", subject: input.keyId, sideId });
  });
}
