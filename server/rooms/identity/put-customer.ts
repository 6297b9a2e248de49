import { audit, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { provisioners } from "./provisioners.ts";
import { saveCustomer, type CustomerInput } from "./save-customer.ts";
import { sideCustomer } from "./side-customer.ts";
import { sideOf } from "./side-of.ts";
import type { CustomerRow } from "./store/customers.ts";

/** Makes a customer under the host's own id for it, or changes it: the same again changes nothing. @throws StoaError forbidden */
export async function putCustomer(ctx: Ctx, input: CustomerInput): Promise<CustomerRow> {
  requireRole(ctx, ...provisioners);
  const sideId = sideOf(ctx);
  return transaction(ctx, async (inner) => {
    const saved = await saveCustomer(inner, sideId, input);
    const row = await sideCustomer(inner, input.externalRef);
    const { name, tier, hiddenListings, installCap } = row;
    await audit(inner, {
      verb: saved.versionBefore === null ? "customer.create" : "customer.edit",
      subject: row.id,
      sideId,
      customerId: row.id,
      after: { name, tier, hiddenListings, installCap },
    });
    return row;
  });
}
