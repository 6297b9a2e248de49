import { notFound, StoaError, type TxCtx } from "../../../base/index.ts";
import { addToVotes, countVotesOf, lockVotesOf, lockWish, putVote, type WishRow } from "../store/wishes.ts";
import { withOffered } from "./with-offered.ts";

export const wishLimits = { votes: 50, madeADay: 20 } as const;
/** Everybody of a customer may say what is missing. */
export const customerRoles = ["customer_owner", "customer_configurer", "customer_viewer"] as const;
export const hostRoles = ["host_owner", "host_reviewer"] as const;

/** The customer a request speaks for. @throws StoaError forbidden */
export function votingCustomer(ctx: TxCtx): { customerId: string; sideId: string } {
  if (ctx.scope.kind === "customer") return ctx.scope;
  throw new StoaError("forbidden", { what: "Only a customer's people ask for integrations.", fix: "Use an address below /v1/customers/." });
}

/** The side a request speaks for. @throws StoaError forbidden */
export function decidingSide(ctx: TxCtx): string {
  if (ctx.scope.kind === "side") return ctx.scope.sideId;
  throw new StoaError("forbidden", { what: "Only the host answers what its customers ask for.", fix: "Use an address below /v1/sides/." });
}

/** The wish itself, or the one it was merged into; locked. @throws StoaError not_found */
export async function lockStanding(ctx: TxCtx, sideId: string, found: WishRow | undefined): Promise<WishRow> {
  const standing = found?.mergedInto ? await lockWish(ctx.tx, sideId, found.mergedInto) : found;
  if (!standing) throw notFound("wish");
  return standing;
}

/** One vote a customer, with what it is for. @returns the wish as this customer may see it @throws StoaError refused: too many */
export async function castVote(ctx: TxCtx, wish: WishRow, why: string | undefined): Promise<WishRow> {
  const { customerId, sideId } = votingCustomer(ctx);
  const personId = ctx.actor.kind === "person" ? ctx.actor.personId : null;
  const vote = { wishId: wish.id, sideId, customerId, personId, why: why?.trim() || null, now: ctx.clock.now() };
  const [shown = wish] = await withOffered(ctx, [wish]);
  // The last lock a vote takes, so that nobody waits in a circle.
  await lockVotesOf(ctx.tx, customerId);
  if (!(await putVote(ctx.tx, vote))) return shown;
  if ((await countVotesOf(ctx.tx, customerId)) > wishLimits.votes)
    throw new StoaError("refused", { what: `A customer has at most ${wishLimits.votes} votes.`, fix: "Take one back first." });
  await addToVotes(ctx.tx, wish, 1);
  return { ...shown, votes: wish.votes + 1, version: wish.version + 1 };
}
