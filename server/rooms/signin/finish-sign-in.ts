import * as oauth from "openid-client";
import { audit, engineCtx, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { acceptLink, isWithin, provePerson, startConsoleSession, type NewSession, type Only, type Proof } from "../identity/index.ts";
import { deriveChecks, hashSecret } from "./browser-secret.ts";
import { openSavedProvider, redirectOf, refuse, type SigninDeps } from "./open-provider.ts";
import { findProvider, findSubject, insertSubject, takeFlow, type ProviderRow } from "./store.ts";

interface FinishInput {
  /** Of the address the browser came back to. */
  providerId: string;
  /** Of the browser's cookie. */
  secret: string | undefined;
  query: string;
  /** Of an invitation, for whoever joins. */
  code?: string | undefined;
  name?: string | undefined;
  /** Joins as somebody new, whoever is signed in or known by the invitation's e-mail. */
  asNew?: boolean | undefined;
  /** What the request came with. */
  credential?: string | undefined;
}

/**
 * Signs in who comes back from a provider, once, in the browser that began: the person that (provider, subject) is known as. With an
 * invitation's code who joins is whom the subject or the browser's session proves, else somebody new, and is known by this subject from then
 * on; e-mail addresses join nobody.
 * @throws StoaError gone, refused, forbidden for a subject nobody invited, conflict
 */
export async function finishSignIn(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "trace" | "keys">,
  input: FinishInput,
  deps: SigninDeps,
): Promise<NewSession> {
  const engine = engineCtx(ctx, "finish-sign-in", ctx.trace);
  const secret = input.secret ?? "";
  const provider = await transaction(engine, async ({ tx, clock }) => {
    const flow = await takeFlow(tx, hashSecret(secret), clock.now());
    return flow && findProvider(tx, flow.providerId);
  });
  if (!provider)
    throw new StoaError("gone", { what: "This sign-in was not begun in this browser, is over, or is too old.", fix: "Begin again." });
  // Before its code is shown to anybody: what another provider sent may be a code of that one, lured here.
  if (provider.id !== input.providerId)
    throw new StoaError("refused", {
      what: "Another provider than the one this sign-in began with sent your browser back.",
      fix: `Begin again. Whoever set up ${provider.name} enters the redirect address that stands beside it, exactly.`,
    });
  const told = await askSubject(engine, deps, provider, { ...input, secret });
  return transaction(engine, async (inner) => {
    const personId = await personOf(inner, provider, told.subject, { ...input, name: input.name ?? told.name });
    const asPerson: TxCtx = { ...inner, actor: { kind: "person", personId, roles: [] } };
    const { sideId, publisherId } = provider;
    const about = { ...(sideId === null ? {} : { sideId }), ...(publisherId === null ? {} : { publisherId }) };
    await audit(asPerson, { verb: "session.start", subject: personId, ...about, after: { provider: provider.issuer } });
    return startConsoleSession(inner, personId, onlyFor(provider));
  });
}

interface Told {
  subject: string;
  /** What it calls somebody who is new here. */
  name: string | undefined;
}

/** Who the provider says has signed in, in an id token of its own signature, for us, for this sign-in. */
async function askSubject(ctx: Ctx, deps: SigninDeps, provider: ProviderRow, input: { secret: string; query: string }): Promise<Told> {
  const config = await openSavedProvider(ctx, deps, provider);
  const { state, nonce, verifier } = deriveChecks(ctx, input.secret);
  const back = new URL(redirectOf(deps, provider.id));
  back.search = input.query;
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
  try {
    const tokens = await oauth.authorizationCodeGrant(config, back, checks);
    const claims = tokens.claims();
    const name = claims?.["name"];
    if (claims) return { subject: claims.sub, name: typeof name === "string" && name !== "" ? name.slice(0, 120) : undefined };
  } catch (error) {
    throw refuse(provider.name, error);
  }
  throw refuse(provider.name, undefined);
}

async function personOf(ctx: TxCtx, provider: ProviderRow, subject: string, input: FinishInput): Promise<string> {
  const known = await findSubject(ctx.tx, provider.id, subject);
  const { code } = input;
  if (code === undefined) {
    if (known) return known.personId;
    throw new StoaError("forbidden", {
      what: `${provider.name} knows you, but nobody has invited you here, or you have not joined with ${provider.name} yet.`,
      fix: `Open your invitation's link and join with ${provider.name} there.`,
    });
  }
  const proven = known ? { personId: known.personId, only: onlyFor(provider) } : await signedIn(ctx, provider, input.credential);
  const { personId } = await acceptLink(ctx, { ...input, code, ofProvider: onlyFor(provider) }, proven);
  if (known && known.personId !== personId)
    throw new StoaError("conflict", {
      what: `With ${provider.name} you are somebody else here already.`,
      fix: "Sign out there and choose the account this invitation is for, or have the account you use invited.",
    });
  await insertSubject(ctx.tx, { providerId: provider.id, subject, personId, now: ctx.clock.now() });
  return personId;
}

/** Whom the browser's session proves; one that opens a single host or publisher is no proof towards a provider that opens more. */
async function signedIn(ctx: TxCtx, provider: ProviderRow, credential: string | undefined): Promise<Proof | undefined> {
  const proof = await provePerson(ctx, credential);
  return proof && isWithin(proof.only, onlyFor(provider)) ? proof : undefined;
}

/** What a sign-in with it opens: whoever runs a host's or publisher's own could say that anybody has signed in. */
function onlyFor({ hostId, publisherId }: ProviderRow): Only {
  if (hostId !== null) return { kind: "host", id: hostId };
  return publisherId === null ? null : { kind: "publisher", id: publisherId };
}
