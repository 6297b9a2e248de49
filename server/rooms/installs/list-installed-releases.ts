import { transaction, type Ctx } from "../../base/index.ts";
import { listReleaseIds } from "./store.ts";

/** Releases that an installation has, or waits for consent to. Engine scope. */
export async function listInstalledReleases(ctx: Ctx): Promise<string[]> {
  return transaction(ctx, ({ tx }) => listReleaseIds(tx));
}
