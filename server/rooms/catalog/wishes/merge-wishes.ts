import { audit, emitFacts, notFound, requireRole, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { lockWishes, moveVotes, saveDecision } from "../store/wishes.ts";
import { readWish, type WishView } from "./get-wish.ts";
import { decidingSide, hostRoles } from "./vote-rules.ts";

/**
 * Two names for one thing: the votes of the first become votes of the second, and whoever asks under the first name later votes for the second.
 * @throws StoaError forbidden, not_found, invalid_input (one with itself, or one merged before)
 */
export async function mergeWishes(ctx: Ctx, input: { wishId: string; intoId: string }): Promise<WishView> {
  requireRole(ctx, ...hostRoles);
  const { wishId, intoId } = input;
  if (wishId === intoId) throw new StoaError("invalid_input", { what: "A wish cannot be merged into itself.", fix: "Choose another one." });
  return transaction(ctx, async (inner) => {
    const sideId = decidingSide(inner);
    const rows = await lockWishes(inner.tx, sideId, [wishId, intoId]);
    const [from, into] = [wishId, intoId].map((id) => rows.find((row) => row.id === id));
    if (!from || !into) throw notFound("wish");
    if (from.state === "merged" || into.state === "merged")
      throw new StoaError("invalid_input", { what: "One of the two was merged before.", fix: "Choose the one it was merged into." });
    await moveVotes(inner.tx, sideId, from.id, into.id);
    const to = {
      id: from.id,
      sideId,
      state: "merged" as const,
      answer: null,
      listingId: null,
      mergedInto: into.id,
      now: inner.clock.now(),
    };
    const { version } = await saveDecision(inner.tx, to);
    await audit(inner, {
      verb: "wish.merge",
      subject: from.id,
      sideId,
      before: { name: from.name, votes: from.votes },
      after: { into: into.id, name: into.name },
    });
    await emitFacts(inner, [{ type: "wish.merged", sideId, subject: from.id, subjectVersion: version, data: { into: into.id } }]);
    return readWish(inner, into.id);
  });
}
