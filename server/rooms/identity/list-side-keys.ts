import { transaction, type Ctx } from "../../base/index.ts";
import { sideOf } from "./side-of.ts";
import { listSideKeyRows, type SideKeyRow } from "./store/tenants.ts";

export async function listSideKeys(ctx: Ctx): Promise<SideKeyRow[]> {
  return transaction(ctx, ({ tx }) => listSideKeyRows(tx, sideOf(ctx)));
}
