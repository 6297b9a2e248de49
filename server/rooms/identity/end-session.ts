import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import { hashCredential } from "./credentials.ts";
import { endSession } from "./store/access.ts";

/** Ends the session of a credential at once; nothing happens for one that has ended. */
export async function endSessionOf(ctx: Pick<Ctx, "db" | "clock" | "log">, credential: string | undefined): Promise<void> {
  if (credential === undefined) return;
  await transaction(engineCtx(ctx, "sign-out"), ({ tx, clock }) => endSession(tx, hashCredential(credential), clock.now()));
}
