import { audit, emitFacts, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { provisioners } from "./provisioners.ts";
import { sideCustomer } from "./side-customer.ts";
import { closeCustomerRow, type CustomerRow } from "./store/customers.ts";

/** Lets a closed customer's people in again, with the roles they had; tokens and paused installations stay as they are. @throws StoaError forbidden, not_found */
export async function reopenCustomer(ctx: Ctx, input: { ref: string }): Promise<CustomerRow> {
  requireRole(ctx, ...provisioners);
  return transaction(ctx, async (inner) => {
    const { id, sideId } = await sideCustomer(inner, input.ref, "lock");
    const opened = await closeCustomerRow(inner.tx, id, undefined);
    if (opened) {
      await audit(inner, { verb: "customer.reopen", subject: id, sideId, customerId: id });
      await emitFacts(inner, [{ type: "customer.reopened", sideId, customerId: id, subject: id, subjectVersion: opened.version }]);
    }
    return sideCustomer(inner, input.ref);
  });
}
