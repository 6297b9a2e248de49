import { transaction, engineCtx, type Ctx } from "../../base/index.ts";
import { countReleasesOn } from "./store.ts";

/** How many releases built on a runtime are on a channel or stand in an installation, at whatever tenant: for an operator. */
export async function countReleasesInUse(ctx: Ctx, runtimeDigest: string): Promise<number> {
  const row = await transaction(engineCtx(ctx, "count-releases-in-use", ctx.trace), ({ tx }) => countReleasesOn(tx, runtimeDigest));
  return row?.count ?? 0;
}
