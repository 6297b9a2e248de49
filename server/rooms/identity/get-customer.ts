import { transaction, type Ctx } from "../../base/index.ts";
import { sideCustomer } from "./side-customer.ts";
import type { CustomerRow } from "./store/customers.ts";

/** One customer of the side, by the host's own id for it or by ours. @throws StoaError not_found */
export async function getCustomer(ctx: Ctx, input: { ref: string }): Promise<CustomerRow> {
  return transaction(ctx, (inner) => sideCustomer(inner, input.ref));
}
