import { notFound, type TxCtx } from "../../base/index.ts";
import { readSideKind } from "./store.ts";

/** Whether a side is the test or the live one. @throws StoaError not_found */
export async function findSide(ctx: TxCtx, sideId: string): Promise<"test" | "live"> {
  const found = await readSideKind(ctx.tx, sideId);
  if (!found) throw notFound("side");
  return found.kind;
}
