import * as oauth from "openid-client";
import { engineCtx, newId, notFound, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { deriveChecks, hashSecret, newBrowserSecret } from "./browser-secret.ts";
import { openSavedProvider, redirectOf, type SigninDeps } from "./open-provider.ts";
import { countFlowsFrom, findProvider, insertFlow, type ProviderRow } from "./store.ts";

const flowMinutes = 10;
const fromOneAddress = 20;

/**
 * Sends a browser to a provider. Nobody is known yet, so nothing is audited. @returns where it goes, and the secret for its cookie
 * @throws StoaError not_found, rate_limited, refused
 */
export async function beginSignIn(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "trace" | "keys">,
  input: { providerId: string; address: string },
  deps: SigninDeps,
): Promise<{ address: string; secret: string }> {
  const engine = engineCtx(ctx, "begin-sign-in", ctx.trace);
  const secret = newBrowserSecret();
  const { state, nonce, verifier } = deriveChecks(ctx, secret);
  // Before the provider is asked, so that nobody makes us ask it without end.
  const provider = await transaction(engine, (inner) => keepFlow(inner, { ...input, hash: hashSecret(secret) }));
  const config = await openSavedProvider(engine, deps, provider);
  const address = oauth.buildAuthorizationUrl(config, {
    redirect_uri: redirectOf(deps, provider.id),
    scope: "openid profile",
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  return { address: address.href, secret };
}

async function keepFlow({ tx, clock }: TxCtx, flow: { providerId: string; address: string; hash: Buffer }): Promise<ProviderRow> {
  const provider = await findProvider(tx, flow.providerId);
  if (!provider) throw notFound("sign-in provider");
  const now = clock.now();
  const begun = await countFlowsFrom(tx, flow.address, now - flowMinutes * 60_000);
  if ((begun?.count ?? 0) >= fromOneAddress)
    throw new StoaError("rate_limited", {
      what: `${fromOneAddress} sign-ins were begun from your address in ${flowMinutes} minutes.`,
      fix: `Wait ${flowMinutes} minutes.`,
    });
  await insertFlow(tx, { ...flow, id: newId(clock), now, expiresAt: now + flowMinutes * 60_000 });
  return provider;
}
