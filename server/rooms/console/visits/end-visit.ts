import type { VisitView } from "@stoa/contract";
import { audit, notFound, requireRole, transaction, type Ctx } from "../../../base/index.ts";
import { hostsSide, requirePerson } from "../side.ts";
import { endVisitRow } from "../store/visits.ts";
import { showVisit } from "./show-visit.ts";

/** Ends one's own visit before its hour is over. @throws StoaError forbidden, not_found when it is over, or another's */
export async function endVisit(ctx: Ctx, input: { visitId: string }): Promise<VisitView> {
  requireRole(ctx, "host_owner", "host_support", "operator");
  const sideId = hostsSide(ctx);
  const personId = requirePerson(ctx);
  return transaction(ctx, async (inner) => {
    const now = inner.clock.now();
    const row = await endVisitRow(inner.tx, { sideId, id: input.visitId, personId, now });
    if (!row) throw notFound("visit of yours");
    await audit(inner, {
      verb: "installation.end_visit",
      subject: row.installationId,
      sideId,
      customerId: row.customerId,
      after: { visit: row.id },
    });
    return showVisit(row, now);
  });
}
