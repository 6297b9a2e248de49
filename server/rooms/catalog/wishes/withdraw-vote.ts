import { audit, emitFacts, notFound, requireRole, transaction, type Ctx } from "../../../base/index.ts";
import { addToVotes, dropVote, lockWish } from "../store/wishes.ts";
import { customerRoles, lockStanding, votingCustomer } from "./vote-rules.ts";

/** A customer takes its vote back; a wish that nobody wants any more is shown to nobody. @throws StoaError not_found */
export async function withdrawVote(ctx: Ctx, input: { wishId: string }): Promise<void> {
  requireRole(ctx, ...customerRoles);
  await transaction(ctx, async (inner) => {
    const { sideId, customerId } = votingCustomer(inner);
    const wish = await lockStanding(inner, sideId, await lockWish(inner.tx, sideId, input.wishId));
    if (!(await dropVote(inner.tx, wish.id, customerId))) throw notFound("wish");
    await addToVotes(inner.tx, wish, -1);
    await audit(inner, { verb: "wish.withdraw", subject: wish.id, sideId, customerId, after: { votes: wish.votes - 1 } });
    await emitFacts(inner, [{ type: "wish.withdrawn", sideId, customerId, subject: wish.id, subjectVersion: wish.version + 1 }]);
  });
}
