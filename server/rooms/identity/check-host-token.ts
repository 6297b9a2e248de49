import type { TokenChecksView } from "@stoa/contract";
import { requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { readServedAddresses } from "./domains/side-address.ts";
import { examineToken } from "./examine-token.ts";
import type { AskAddress } from "./fetch-key-set.ts";
import { findSigningKey, type SigningKey } from "./find-signing-key.ts";
import { isJtiUsed } from "./store/embed.ts";
import { hasKeySet } from "./store/keys.ts";

/** Says of a host's token what sign-in would find, check by check, and uses nothing up. @throws StoaError forbidden */
export async function checkHostToken(ctx: Ctx, input: { token: string; audience: string }, ask: AskAddress): Promise<TokenChecksView> {
  requireRole(ctx, "host_owner", "host_reviewer", "host_support", "operator");
  const { scope } = ctx;
  if (scope.kind !== "side") throw new StoaError("forbidden", "Tokens are signed for a host's side.");
  const { checks, problem } = await examineToken<SigningKey>(input.token.trim(), {
    audiences: ({ sideId }) => transaction(ctx, ({ tx }) => readServedAddresses(tx, input.audience, sideId)),
    now: ctx.clock.now(),
    findKey: async (issuer, kid) => {
      const found = await findSigningKey(ctx, ask, { issuer, kid });
      // Another side's key is told as none, and why it is none is for that side's people.
      const own = found.key ? found.key.sideId === scope.sideId : await transaction(ctx, ({ tx }) => hasKeySet(tx, scope.sideId, issuer));
      return own ? found : { key: undefined };
    },
    wasUsed: (_key, jti) => transaction(ctx, ({ tx }) => isJtiUsed(tx, scope.sideId, jti)),
  });
  return { accepted: problem === undefined, checks };
}
