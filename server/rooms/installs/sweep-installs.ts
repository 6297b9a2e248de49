import { transaction, type Ctx } from "../../base/index.ts";
import { sweepOperations } from "./store.ts";

const keptDays = 30;

/** Forgets answers of operations older than 30 days. Engine scope. @returns how many. */
export async function sweepInstalls(ctx: Ctx): Promise<number> {
  return transaction(ctx, ({ tx, clock }) => sweepOperations(tx, clock.now() - keptDays * 86_400_000));
}
