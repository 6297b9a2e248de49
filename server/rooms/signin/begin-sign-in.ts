import * as oauth from "openid-client";
import { engineCtx, newId, notFound, transaction, type Ctx } from "../../base/index.ts";
import { deriveChecks, hashSecret, newBrowserSecret } from "./browser-secret.ts";
import { openSavedProvider, redirectOf, type SigninDeps } from "./open-provider.ts";
import { findProvider, insertFlow } from "./store.ts";

const flowMinutes = 10;

/**
 * Sends a browser to a provider. Nobody is known yet, so nothing is audited. @returns where it goes, and the secret for its cookie
 * @throws StoaError not_found, refused
 */
export async function beginSignIn(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "trace" | "keys">,
  input: { providerId: string },
  deps: SigninDeps,
): Promise<{ address: string; secret: string }> {
  const engine = engineCtx(ctx, "begin-sign-in", ctx.trace);
  const provider = await transaction(engine, ({ tx }) => findProvider(tx, input.providerId));
  if (!provider) throw notFound("sign-in provider");
  const config = await openSavedProvider(engine, deps, provider);
  const secret = newBrowserSecret();
  const { state, nonce, verifier } = deriveChecks(ctx, secret);
  await transaction(engine, async ({ tx, clock }) => {
    const now = clock.now();
    await insertFlow(tx, {
      id: newId(clock),
      providerId: provider.id,
      hash: hashSecret(secret),
      now,
      expiresAt: now + flowMinutes * 60_000,
    });
  });
  const address = oauth.buildAuthorizationUrl(config, {
    redirect_uri: redirectOf(deps),
    scope: "openid profile",
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  return { address: address.href, secret };
}
