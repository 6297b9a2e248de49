import { audit, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { provisioners } from "./provisioners.ts";
import { sideCustomer } from "./side-customer.ts";
import { sideOf } from "./side-of.ts";
import { barPerson, endIdleSessions, findPersonOfSide, revokeCustomerTokens } from "./store/customers.ts";

/**
 * Ends a person's access to a customer: role, tokens they made there and, with the last role, sessions. No token of the host's lets them in
 * again until they are put back. What they installed is the customer's and runs on. @throws StoaError forbidden, not_found
 */
export async function removePerson(ctx: Ctx, input: { ref: string; subject: string }): Promise<void> {
  requireRole(ctx, ...provisioners);
  await transaction(ctx, async (inner) => {
    const { id: customerId, sideId } = await sideCustomer(inner, input.ref, "lock");
    const person = await findPersonOfSide(inner.tx, sideOf(inner), input.subject);
    const now = inner.clock.now();
    if (!person || (await barPerson(inner.tx, person.id, customerId, now)) === 0) throw notFound("person");
    const tokens = await revokeCustomerTokens(inner.tx, customerId, person.id, now);
    const sessions = await endIdleSessions(inner.tx, customerId, now);
    await audit(inner, { verb: "person.remove", subject: person.id, sideId, customerId, after: { tokens, sessions } });
  });
}
