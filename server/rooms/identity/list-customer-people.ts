import { showId, type CustomerPersonView } from "@stoa/contract";
import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { iso } from "./list-page.ts";
import { sideCustomer } from "./side-customer.ts";
import { listCustomerPeople, type CustomerPersonRow } from "./store/customers.ts";

/** The people of one customer, those whose access was ended among them; at most 1,000. @throws StoaError forbidden, not_found */
export async function listCustomerPeopleOf(ctx: Ctx, input: { ref: string }): Promise<CustomerPersonRow[]> {
  requireRole(ctx, "host_owner", "host_support", "operator");
  return transaction(ctx, async (inner) => listCustomerPeople(inner.tx, (await sideCustomer(inner, input.ref)).id));
}

export function showCustomerPerson(row: CustomerPersonRow): CustomerPersonView {
  return {
    id: showId("person", row.personId),
    subject: row.subject,
    name: row.name,
    email: row.email,
    role: row.role as CustomerPersonView["role"],
    groups: row.groups,
    since: iso(row.since),
    endedAt: row.endedAt === null ? null : iso(row.endedAt),
  };
}
