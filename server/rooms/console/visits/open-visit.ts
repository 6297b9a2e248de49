import type { VisitView } from "@stoa/contract";
import { audit, newId, notFound, requireRole, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { hostsSide, requirePerson } from "../side.ts";
import { findVisited, findVisitor, insertVisit } from "../store/visits.ts";
import { showVisit } from "./show-visit.ts";

const hourMs = 3_600_000;

/**
 * Lets one of the host's people look at a customer's installation for an hour, with a reason that the customer reads: an audit row stands in both
 * logs. @throws StoaError forbidden, invalid_input without a reason, not_found
 */
export async function openVisit(ctx: Ctx, input: { installationId: string; reason: string }): Promise<VisitView> {
  requireRole(ctx, "host_owner", "host_support", "operator");
  const sideId = hostsSide(ctx);
  const personId = requirePerson(ctx);
  const reason = input.reason.trim();
  if (reason === "")
    throw new StoaError("invalid_input", { what: "A reason is missing.", fix: "Say why you look; the customer reads it." });
  return transaction(ctx, async (inner) => {
    const { installationId } = input;
    const found = await findVisited(inner.tx, sideId, installationId);
    const visitor = await findVisitor(inner.tx, sideId, personId);
    if (!found || !visitor) throw notFound("installation");
    const now = inner.clock.now();
    const row = {
      id: newId(inner.clock),
      sideId,
      ...found,
      installationId,
      personId,
      ...visitor,
      reason,
      openedAt: now,
      endsAt: now + hourMs,
    };
    const made = await insertVisit(inner.tx, row);
    if (!made) throw new StoaError("internal", "The visit cannot be read back.");
    const after = { visit: row.id, by: visitor.personName, host: visitor.hostName, reason };
    await audit(inner, { verb: "installation.visit", subject: installationId, sideId, customerId: found.customerId, after });
    return showVisit(made, now);
  });
}
