import type { WishAnswer } from "@stoa/contract";
import { audit, emitFacts, notFound, requireRole, StoaError, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { listingTenant } from "../scope.ts";
import { isPublished } from "../store/listings.ts";
import { forgetSeen, lockWish, saveDecision } from "../store/wishes.ts";
import { readWish, type WishView } from "./get-wish.ts";
import { decidingSide, hostRoles, lockStanding } from "./vote-rules.ts";

export interface DecideWishInput {
  wishId: string;
  state: WishAnswer;
  /** With `there`: what it is. */
  listingId?: string | undefined;
  /** Read by those who voted. */
  answer?: string | undefined;
}

/**
 * The host's answer: open, planned, declined, or there, as one of its published listings; then those who voted are told in the marketplace.
 * @throws StoaError forbidden, not_found, invalid_input (there without a published listing)
 */
export async function decideWish(ctx: Ctx, input: DecideWishInput): Promise<WishView> {
  requireRole(ctx, ...hostRoles);
  return transaction(ctx, async (inner) => {
    const sideId = decidingSide(inner);
    const before = await lockStanding(inner, sideId, await lockWish(inner.tx, sideId, input.wishId));
    const listingId = input.state === "there" ? await findThere(inner, input.listingId) : null;
    const answer = input.answer?.trim() || null;
    const to = { id: before.id, sideId, state: input.state, answer, listingId, mergedInto: null, now: inner.clock.now() };
    const { version } = await saveDecision(inner.tx, to);
    if (input.state === "there") await forgetSeen(inner.tx, before.id, sideId);
    await audit(inner, {
      verb: "wish.decide",
      subject: before.id,
      sideId,
      before: { state: before.state, answer: before.answer, listingId: before.listingId },
      after: { state: input.state, answer, listingId },
    });
    const data = { state: input.state, votes: before.votes };
    await emitFacts(inner, [{ type: "wish.decided", sideId, subject: before.id, subjectVersion: version, data }]);
    return readWish(inner, before.id);
  });
}

async function findThere(ctx: TxCtx, listingId: string | undefined): Promise<string> {
  if (listingId === undefined)
    throw new StoaError("invalid_input", {
      what: "What is there needs its listing.",
      fix: "Choose the listing that does what was asked for.",
    });
  const published = await isPublished(ctx.tx, listingTenant(ctx), listingId);
  if (published === undefined) throw notFound("listing");
  if (published) return listingId;
  throw new StoaError("invalid_input", { what: "That listing is not in the shop.", fix: "Approve it first, or say planned." });
}
