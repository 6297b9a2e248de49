import { notFound, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { findHostWish, listMergedNames, listVoters, type VoterRow } from "../store/wish-lists.ts";
import type { WishRow } from "../store/wishes.ts";
import { decidingSide } from "./vote-rules.ts";

export interface WishView {
  wish: WishRow;
  voters: VoterRow[];
  /** Under which other names it was asked for. */
  merged: string[];
}

/** One wish as its host reads it: which of its customers want it, and what for. @throws StoaError not_found */
export async function getWish(ctx: Ctx, input: { wishId: string }): Promise<WishView> {
  return transaction(ctx, (inner) => readWish(inner, input.wishId));
}

/** The same inside a transaction. */
export async function readWish(ctx: TxCtx, wishId: string): Promise<WishView> {
  const sideId = decidingSide(ctx);
  const wish = await findHostWish(ctx.tx, sideId, wishId);
  if (!wish) throw notFound("wish");
  return { wish, voters: await listVoters(ctx.tx, sideId, wishId), merged: await listMergedNames(ctx.tx, sideId, wishId) };
}
