import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import { findPeople, type PersonRow } from "./store/mails.ts";

/** Who asks, by name and address; undefined for a token. Read wide: one's own name is no other tenant's, and a console's person belongs to no customer. */
export async function readSelf(ctx: Ctx): Promise<PersonRow | undefined> {
  const { actor } = ctx;
  if (actor.kind !== "person") return undefined;
  const [person] = await transaction(engineCtx(ctx, "self", ctx.trace), ({ tx }) => findPeople(tx, [actor.personId]));
  return person;
}
