import { audit, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { giveCustomerRole, savePerson, type PersonInput } from "./place-person.ts";
import { provisioners } from "./provisioners.ts";
import { sideCustomer } from "./side-customer.ts";
import { listCustomerPeople, unbarPerson, type CustomerPersonRow } from "./store/customers.ts";

/** Gives a person a role at a customer, or changes name, role and groups; one who was removed is let in again. @throws StoaError forbidden, not_found */
export async function putPerson(ctx: Ctx, input: PersonInput & { ref: string }): Promise<CustomerPersonRow> {
  requireRole(ctx, ...provisioners);
  return transaction(ctx, async (inner) => {
    const { id: customerId, sideId } = await sideCustomer(inner, input.ref, "lock");
    const personId = await savePerson(inner, sideId, input);
    await unbarPerson(inner.tx, personId, customerId);
    const role = await giveCustomerRole(inner, { personId, customerId }, input);
    await audit(inner, { verb: "person.put", subject: personId, sideId, customerId, after: { role, groups: input.groups } });
    const [row] = await listCustomerPeople(inner.tx, customerId, personId);
    if (!row) throw notFound("person");
    return row;
  });
}
