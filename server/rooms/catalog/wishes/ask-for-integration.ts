import { audit, emitFacts, newId, requireRole, StoaError, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { countMade, insertWish, lockWishNamed, type WishRow } from "../store/wishes.ts";
import { foldText } from "../words/fold-text.ts";
import { castVote, customerRoles, lockStanding, votingCustomer, wishLimits } from "./vote-rules.ts";

/**
 * A customer asks for an integration that is not there: a wish of its side, with this customer's vote. One that somebody asked for before, under the
 * same name, gets the vote instead. @throws StoaError invalid_input (no name), refused (too many votes), rate_limited (too many new ones)
 */
export async function askForIntegration(ctx: Ctx, input: { name: string; why?: string | undefined }): Promise<WishRow> {
  requireRole(ctx, ...customerRoles);
  const name = input.name.trim().replaceAll(/\s+/g, " ");
  const folded = foldText(name);
  if (folded === "")
    throw new StoaError("invalid_input", { what: "A wish needs a name.", fix: "Write the name of the service, or what should happen." });
  return transaction(ctx, async (inner) => {
    const { sideId, customerId } = votingCustomer(inner);
    const id = newId(inner.clock);
    if (await insertWish(inner.tx, { id, sideId, name, folded, now: inner.clock.now() })) await requireFew(inner, { sideId, customerId });
    const wish = await castVote(inner, await lockStanding(inner, sideId, await lockWishNamed(inner.tx, sideId, folded)), input.why);
    await audit(inner, { verb: "wish.ask", subject: wish.id, sideId, customerId, after: { name, votes: wish.votes } });
    const type = wish.id === id ? "wish.made" : "wish.voted";
    await emitFacts(inner, [{ type, sideId, customerId, subject: wish.id, subjectVersion: wish.version }]);
    return wish;
  });
}

/** A wish stays when its votes are taken back, so a limit of votes is none for wishes. */
async function requireFew(ctx: TxCtx, of: { sideId: string; customerId: string }): Promise<void> {
  if ((await countMade(ctx.tx, of, ctx.clock.now())) <= wishLimits.madeADay) return;
  throw new StoaError("rate_limited", {
    what: `A customer asks for at most ${wishLimits.madeADay} new integrations a day.`,
    fix: "Vote for what others asked for, or come back tomorrow.",
  });
}
