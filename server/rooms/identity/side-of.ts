import { StoaError, type Ctx } from "../../base/index.ts";

/** The side one stands in. @throws StoaError forbidden elsewhere */
export function sideOf(ctx: Ctx): string {
  if (ctx.scope.kind !== "side") throw new StoaError("forbidden", "Keys belong to a host's side.");
  return ctx.scope.sideId;
}
