import { audit, emitFacts, requireRole, transaction, type Ctx } from "../../../base/index.ts";
import { lockWish, type WishRow } from "../store/wishes.ts";
import { castVote, customerRoles, lockStanding, votingCustomer } from "./vote-rules.ts";

/** A customer wants what another of its host asked for. A second vote only brings its words up to date. @throws StoaError not_found, refused */
export async function voteForWish(ctx: Ctx, input: { wishId: string; why?: string | undefined }): Promise<WishRow> {
  requireRole(ctx, ...customerRoles);
  return transaction(ctx, async (inner) => {
    const { sideId, customerId } = votingCustomer(inner);
    const wish = await castVote(inner, await lockStanding(inner, sideId, await lockWish(inner.tx, sideId, input.wishId)), input.why);
    await audit(inner, { verb: "wish.vote", subject: wish.id, sideId, customerId, after: { votes: wish.votes } });
    await emitFacts(inner, [{ type: "wish.voted", sideId, customerId, subject: wish.id, subjectVersion: wish.version }]);
    return wish;
  });
}
