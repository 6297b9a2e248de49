import { StoaError, type TxCtx } from "../../base/index.ts";
import { holdCustomer } from "./store/customers.ts";

/** A customer whose host has not closed it, held so until the transaction ends. @throws StoaError refused */
export async function requireOpenCustomer(ctx: TxCtx, customerId: string): Promise<void> {
  const held = await holdCustomer(ctx.tx, customerId);
  if (held?.closed !== true) return;
  throw new StoaError("refused", {
    what: "The host closed this customer: nothing new begins here.",
    fix: "Have the host open it again: stoa customers reopen.",
  });
}
