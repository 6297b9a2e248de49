import type { TokenChecksView } from "@stoa/contract";
import { requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { examineToken } from "./examine-token.ts";
import { findKeyOfSide, isJtiUsed } from "./store/embed.ts";

/** Says of a host's token what sign-in would find, check by check, and uses nothing up. @throws StoaError forbidden */
export async function checkHostToken(ctx: Ctx, input: { token: string; audience: string }): Promise<TokenChecksView> {
  requireRole(ctx, "host_owner", "host_reviewer", "host_support", "operator");
  const { scope } = ctx;
  if (scope.kind !== "side") throw new StoaError("forbidden", "Tokens are signed for a host's side.");
  const { checks, problem } = await examineToken(input.token.trim(), {
    audience: input.audience,
    now: ctx.clock.now(),
    findKey: (issuer, kid) => transaction(ctx, ({ tx }) => findKeyOfSide(tx, scope.sideId, issuer, kid)),
    wasUsed: (_key, jti) => transaction(ctx, ({ tx }) => isJtiUsed(tx, scope.sideId, jti)),
  });
  return { accepted: problem === undefined, checks };
}
