import { transaction, type Ctx } from "../../base/index.ts";
import { putKey } from "./put-signers.ts";
import { sweepMessages } from "./store/deliveries.ts";
import { setKey, takeUnkeyed } from "./store/endpoints.ts";

const keptMs = 30 * 86_400_000;
const keyedAtOnce = 100;

/** Forgets what was told more than thirty days ago, and gives a key pair to addresses that are older than these. Engine scope. @returns how many messages */
export async function sweepWebhooks(ctx: Ctx): Promise<number> {
  if (ctx.keys) while ((await keySome(ctx)) === keyedAtOnce);
  return transaction(ctx, ({ tx, clock }) => sweepMessages(tx, clock.now() - keptMs));
}

function keySome(ctx: Ctx): Promise<number> {
  return transaction(ctx, async (inner) => {
    const unkeyed = await takeUnkeyed(inner.tx, keyedAtOnce);
    for (const one of unkeyed) await setKey(inner.tx, one.id, await putKey(inner, one));
    return unkeyed.length;
  });
}
