import { transaction, type Ctx } from "../../base/index.ts";
import { sweepMessages } from "./store/deliveries.ts";

const keptMs = 30 * 86_400_000;

/** Forgets what was told more than thirty days ago. Engine scope. @returns how many messages */
export async function sweepWebhooks(ctx: Ctx): Promise<number> {
  return transaction(ctx, ({ tx, clock }) => sweepMessages(tx, clock.now() - keptMs));
}
