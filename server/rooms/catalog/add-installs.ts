import type { TxCtx } from "../../base/index.ts";
import { addToInstalls } from "./store/listings.ts";

/** Counts installations of a listing up or down; called by the handler of the facts of the room above, in engine scope. */
export async function addInstalls(ctx: TxCtx, input: { listingId: string; delta: number }): Promise<void> {
  await addToInstalls(ctx.tx, input.listingId, input.delta);
}
