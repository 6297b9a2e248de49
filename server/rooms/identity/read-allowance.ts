import { transaction, type Ctx } from "../../base/index.ts";
import { findAllowance, type Allowance } from "./store/customers.ts";

export type { Allowance };

const none: Allowance = { tier: null, hiddenListings: [], installCap: null, hostName: "", groups: [] };

/** What the host allows the customer one stands in, and the groups of the person who asks; a token is in no group. Nothing outside a customer. */
export async function readAllowance(ctx: Ctx): Promise<Allowance> {
  const { scope, actor } = ctx;
  if (scope.kind !== "customer") return none;
  const personId = actor.kind === "person" ? actor.personId : null;
  return (await transaction(ctx, ({ tx }) => findAllowance(tx, scope.customerId, personId))) ?? none;
}
