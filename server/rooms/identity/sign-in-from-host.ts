import { embedLanguages, type EmbedLanguage } from "@stoa/contract";
import { audit, engineCtx, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import type { Within } from "./authorize.ts";
import { readServedAddresses } from "./domains/side-address.ts";
import { examineToken, usedBefore, type Problem } from "./examine-token.ts";
import type { AskAddress } from "./fetch-key-set.ts";
import { findSigningKey, type SigningKey } from "./find-signing-key.ts";
import type { HostClaims } from "./host-claims.ts";
import { giveCustomerRole, savePerson } from "./place-person.ts";
import { saveCustomer } from "./save-customer.ts";
import { startSession, type NewSession } from "./spend-link.ts";
import { meetLanguage, useJti } from "./store/access.ts";
import { isBarred, noteArrival } from "./store/customers.ts";

const sessionMinutes = 15;
/** Pages sign their person in at every opening; who came within so long is here still, and is not told of again. */
const visitMs = 12 * 3_600_000;

/**
 * Signs in a customer's person by the host's own signed token: asymmetric, its key live under (iss, kid), at most 60 s long, each jti once,
 * `aud` our public address or a domain of its side. Customer and person are made on first sight and follow the host's word, but an access that the host ended
 * stays ended. In the audit a person's day of opening pages is one sign-in. Answers with a session of 15 minutes; the host's page asks for the next with a new token.
 * @throws StoaError unauthenticated with the reason and the fix, for the host's developer
 */
export async function signInFromHost(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "trace">,
  input: { token: string; audience: string; page?: PageLanguage; within?: Within | undefined },
  ask: AskAddress,
): Promise<NewSession & Spoken & { sideId: string }> {
  const engine = engineCtx(ctx, "sign-in-from-host", ctx.trace);
  const { key, claims, problem } = await examineToken<SigningKey>(input.token, {
    audiences: ({ sideId }) => transaction(engine, ({ tx }) => readServedAddresses(tx, input.audience, sideId)),
    now: ctx.clock.now(),
    findKey: async (issuer, kid) => {
      const found = await findSigningKey(ctx, ask, { issuer, kid });
      // At a host's own domain another side's key is told as none.
      return input.within && found.key?.sideId !== input.within.sideId ? { key: undefined } : found;
    },
    wasUsed: () => Promise.resolve(false),
  });
  if (problem || !key || !claims) throw refuse(problem ?? usedBefore);
  const session = await transaction(engine, (inner) => admitPerson(inner, key.sideId, claims, input.page));
  return { ...session, sideId: key.sideId };
}

/** What the page said, or what the reader's browser did in its place. */
interface PageLanguage {
  language: EmbedLanguage | undefined;
  guessed: boolean;
}

interface Spoken {
  /** The person's own. */
  language: EmbedLanguage | null;
  /** The host's, or the browser's. */
  pageLanguage: EmbedLanguage | null;
}

/** The host's page goes before its token, and both before the browser. */
function chooseByHost({ language, guessed }: PageLanguage, locale = ""): EmbedLanguage | undefined {
  const claimed = embedLanguages.find((one) => one === locale.toLowerCase().split(/[-_]/)[0]);
  return guessed ? (claimed ?? language) : (language ?? claimed);
}

function refuse({ what, fix }: Problem): StoaError {
  return new StoaError("unauthenticated", { what: "The host's sign-in token was refused.", why: what, fix });
}

async function admitPerson(
  ctx: TxCtx,
  sideId: string,
  claims: HostClaims,
  page: PageLanguage = { language: undefined, guessed: true },
): Promise<NewSession & Spoken> {
  // Of two sign-ins with one token only the first inserts the row.
  const fresh = await useJti(ctx.tx, sideId, claims.jti, claims.exp * 1000 + 60_000);
  if (!fresh) throw refuse(usedBefore);
  const { id: externalRef, ...word } = claims.customer;
  const customer = await saveCustomer(ctx, sideId, { externalRef, ...word });
  if (customer.closedAt !== null)
    throw refuse({
      what: `The host closed the customer "${externalRef}" at ${new Date(customer.closedAt).toISOString()}.`,
      fix: "Open it again by provisioning: stoa customers reopen.",
    });
  const { sub: subject, name, email, role, groups } = claims;
  const person = { subject, name, email, role, groups };
  const personId = await savePerson(ctx, sideId, person);
  if (await isBarred(ctx.tx, personId, customer.id))
    throw refuse({
      what: `The host removed the person "${subject}" from the customer "${externalRef}".`,
      fix: "Put the person back by provisioning: stoa people put.",
    });
  const given = await giveCustomerRole(ctx, { personId, customerId: customer.id }, person);
  const asPerson: TxCtx = { ...ctx, actor: { kind: "person", personId, roles: [given] } };
  const now = ctx.clock.now();
  if (await noteArrival(ctx.tx, { personId, customerId: customer.id }, { now, before: now - visitMs }))
    await audit(asPerson, { verb: "person.sign_in_from_host", subject: personId, sideId, customerId: customer.id });
  const pageLanguage = chooseByHost(page, claims.locale);
  const language = await meetLanguage(ctx.tx, personId, pageLanguage);
  return { ...(await startSession(ctx, personId, sessionMinutes)), language, pageLanguage: pageLanguage ?? null };
}
