import { notFound, requireRole, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { hostsSide, requirePerson } from "../side.ts";
import { findVisit, type VisitRow } from "../store/visits.ts";
import { isOpen } from "./show-visit.ts";

export interface Entered {
  visit: VisitRow;
  /** Sees what the customer's people see of it, holds no role, and writes nothing. */
  ctx: Ctx;
}

/** Goes on with one's own visit. @throws StoaError forbidden, not_found of another's, gone after its hour */
export async function enterVisit(ctx: Ctx, input: { visitId: string }): Promise<Entered> {
  requireRole(ctx, "host_owner", "host_support", "operator");
  const sideId = hostsSide(ctx);
  const personId = requirePerson(ctx);
  const visit = await transaction(ctx, ({ tx }) => findVisit(tx, sideId, input.visitId));
  if (!visit || visit.personId !== personId) throw notFound("visit of yours");
  if (!isOpen(visit, ctx.clock.now()))
    throw new StoaError("gone", { what: "This view has ended: it lasts an hour.", fix: "Open it again, with a reason." });
  const { customerId } = visit;
  const visitor: Ctx = {
    ...ctx,
    scope: { kind: "customer", customerId, sideId },
    actor: { kind: "person", personId, roles: [], visiting: true },
  };
  return { visit, ctx: visitor };
}
