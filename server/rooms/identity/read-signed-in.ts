import { transaction, type Ctx } from "../../base/index.ts";
import { findSignedIn } from "./store/customers.ts";

/** For whom a form is filled in, and the e-mail address of the person who does it, where one does and has said one. In a customer's scope; undefined elsewhere. */
export async function readSignedIn(ctx: Ctx): Promise<{ customerName: string; email: string | null } | undefined> {
  const { scope, actor } = ctx;
  if (scope.kind !== "customer") return undefined;
  return transaction(ctx, ({ tx }) => findSignedIn(tx, scope.customerId, actor.kind === "person" ? actor.personId : null));
}
