import { transaction, type Ctx } from "../../base/index.ts";
import { sweepJtis, sweepSessions } from "./store/access.ts";
import { sweepLogins } from "./store/logins.ts";

const day = 86_400_000;

/** Forgets token ids, requests to sign in and sessions that could not be used again anyway. Engine scope. @returns how many. */
export async function sweepIdentity(ctx: Ctx): Promise<number> {
  return transaction(ctx, async ({ tx, clock }) => {
    const now = clock.now();
    return (await sweepJtis(tx, now)) + (await sweepLogins(tx, now)) + (await sweepSessions(tx, now - day));
  });
}
