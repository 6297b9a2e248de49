import { transaction, type Ctx } from "../../base/index.ts";
import { sweepJtis } from "./store/access.ts";

/** Forgets token ids that could not be used again anyway. Engine scope. @returns how many. */
export async function sweepIdentity(ctx: Ctx): Promise<number> {
  return transaction(ctx, ({ tx, clock }) => sweepJtis(tx, clock.now()));
}
