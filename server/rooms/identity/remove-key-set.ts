import { audit, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { sideOf } from "./side-of.ts";
import { deleteKeySet, freeIssuer } from "./store/keys.ts";

/** Keys from this address sign nobody in from now on; an issuer without any is free for any host. @throws StoaError forbidden, not_found */
export async function removeKeySet(ctx: Ctx, input: { keySetId: string }): Promise<void> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = sideOf(ctx);
  await transaction(ctx, async (inner) => {
    const removed = await deleteKeySet(inner.tx, sideId, input.keySetId);
    if (!removed) throw notFound("key set");
    await freeIssuer(inner.tx, removed.issuer);
    await audit(inner, { verb: "key_set.remove", subject: input.keySetId, sideId, before: removed });
  });
}
