import { audit, emitFacts, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { provisioners } from "./provisioners.ts";
import { sideCustomer } from "./side-customer.ts";
import { closeCustomerRow, endIdleSessions, revokeCustomerTokens, type CustomerRow } from "./store/customers.ts";

/**
 * Ends the access of a whole customer: its people, sessions and tokens, and sign-ins to come. Its data stays; its installations are
 * paused by who hears `customer.closed`. Again changes nothing. @throws StoaError forbidden, not_found
 */
export async function closeCustomer(ctx: Ctx, input: { ref: string }): Promise<CustomerRow> {
  requireRole(ctx, ...provisioners);
  return transaction(ctx, async (inner) => {
    const { id, sideId } = await sideCustomer(inner, input.ref, "lock");
    const now = inner.clock.now();
    const closed = await closeCustomerRow(inner.tx, id, now);
    if (closed) {
      const tokens = await revokeCustomerTokens(inner.tx, id, null, now);
      const sessions = await endIdleSessions(inner.tx, id, now);
      await audit(inner, { verb: "customer.close", subject: id, sideId, customerId: id, after: { tokens, sessions } });
      await emitFacts(inner, [{ type: "customer.closed", sideId, customerId: id, subject: id, subjectVersion: closed.version }]);
    }
    return sideCustomer(inner, input.ref);
  });
}
