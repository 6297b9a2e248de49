import { transaction, type Ctx } from "../../base/index.ts";
import { sweepJtis } from "./store/access.ts";
import { sweepLogins } from "./store/logins.ts";

/** Forgets token ids and requests to sign in that could not be used again anyway. Engine scope. @returns how many. */
export async function sweepIdentity(ctx: Ctx): Promise<number> {
  return transaction(ctx, async ({ tx, clock }) => (await sweepJtis(tx, clock.now())) + (await sweepLogins(tx, clock.now())));
}
