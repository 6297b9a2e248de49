import { readId, type CustomerView } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { page, toInput, type Listed, type ListQuery } from "./list-page.ts";
import { showCustomer } from "./side-customer.ts";
import * as store from "./store/tenants.ts";

/** Customers: all for an operator, or one host's; its own for a host's side. */
export async function listCustomers(ctx: Ctx, query: ListQuery & { hostId?: string | undefined }): Promise<Listed<CustomerView>> {
  const input = toInput("customer", query);
  const sideId = ctx.scope.kind === "side" ? ctx.scope.sideId : undefined;
  // What is no id of a host finds nothing: no host has that of an empty uuid.
  const hostId = query.hostId === undefined ? undefined : (readId("host", query.hostId) ?? "00000000-0000-0000-0000-000000000000");
  const rows = await transaction(ctx, ({ tx }) => store.listCustomerRows(tx, { sideId, hostId }, input));
  return page("customer", input, rows, showCustomer);
}
