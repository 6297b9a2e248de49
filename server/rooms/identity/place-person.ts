import { newId, StoaError, type Role, type TxCtx } from "../../base/index.ts";
import { insertMembership } from "./store/access.ts";
import { endOtherCustomerRoles, findCustomerRole, setGroups, upsertHostPerson } from "./store/customers.ts";

/** A host's word on one of a customer's people: left out stays. */
export interface PersonInput {
  subject: string;
  name?: string | undefined;
  email?: string | null | undefined;
  role?: "owner" | "configurer" | "viewer" | undefined;
  groups?: readonly string[] | undefined;
}

/** The person of (side, subject), made on first sight or changed. */
export async function savePerson(ctx: TxCtx, sideId: string, input: PersonInput): Promise<string> {
  const { subject, name, email } = input;
  const person = await upsertHostPerson(ctx.tx, { id: newId(ctx.clock), sideId, subject, name, email, now: ctx.clock.now() });
  if (!person) throw new StoaError("internal", "The person could not be saved.");
  return person.id;
}

/** Gives a person exactly one role at a customer: the one said, else the one held, else viewer. The customer's row is locked by the caller. */
export async function giveCustomerRole(ctx: TxCtx, at: { personId: string; customerId: string }, input: PersonInput): Promise<Role> {
  const { personId, customerId } = at;
  const now = ctx.clock.now();
  const held = input.role === undefined ? (await findCustomerRole(ctx.tx, personId, customerId))?.role : undefined;
  const role: Role = held ?? `customer_${input.role ?? "viewer"}`;
  await endOtherCustomerRoles(ctx.tx, personId, customerId, role, now);
  await insertMembership(ctx.tx, { id: newId(ctx.clock), personId, role, customerId, now });
  if (input.groups !== undefined) await setGroups(ctx.tx, personId, customerId, input.groups);
  return role;
}
