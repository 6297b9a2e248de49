import { audit, emitFacts, notFound, requireRole, transaction, type Ctx } from "../../../base/index.ts";
import { sideOf } from "../side-of.ts";
import { deleteDomain } from "../store/domains.ts";

/** The side is not served at this name any more, within seconds. @throws StoaError forbidden, not_found */
export async function removeDomain(ctx: Ctx, input: { domainId: string }): Promise<void> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = sideOf(ctx);
  await transaction(ctx, async (inner) => {
    const removed = await deleteDomain(inner.tx, sideId, input.domainId);
    if (!removed) throw notFound("domain");
    await audit(inner, { verb: "domain.remove", subject: input.domainId, sideId, before: { name: removed.name } });
    await emitFacts(inner, [{ type: "domain.removed", sideId, subject: input.domainId, subjectVersion: removed.version + 1 }]);
  });
}
