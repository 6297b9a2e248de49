import { transaction, type Ctx } from "../../base/index.ts";
import { sweepFlows } from "./store.ts";

/** Forgets sign-ins that were begun and never finished. Engine scope. @returns how many */
export async function sweepSignin(ctx: Ctx): Promise<number> {
  return transaction(ctx, ({ tx, clock }) => sweepFlows(tx, clock.now()));
}
