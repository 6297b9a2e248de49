import { audit, emitFacts, engineCtx, newId, StoaError, transaction, type Ctx, type Role, type TxCtx } from "../../base/index.ts";
import { examineToken, usedBefore, type HostClaims, type Problem } from "./examine-token.ts";
import { startSession, type NewSession } from "./spend-link.ts";
import { endOtherCustomerRoles, findLiveKey, insertMembership, upsertCustomer, upsertHostPerson, useJti } from "./store/access.ts";

const sessionMinutes = 15;

/**
 * Signs in a customer's person by the host's own signed token: asymmetric, its key registered under (iss, kid), at most 60 s long,
 * each jti once, `aud` our public address. Customer and person are made on first sight. Answers with a session of 15 minutes; the host's
 * page asks for the next with a new token.
 * @throws StoaError unauthenticated with the reason and the fix, for the host's developer
 */
export async function signInFromHost(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "trace">,
  input: { token: string; audience: string },
): Promise<NewSession & { sideId: string }> {
  const engine = engineCtx(ctx, "sign-in-from-host", ctx.trace);
  const { key, claims, problem } = await examineToken(input.token, {
    audience: input.audience,
    now: ctx.clock.now(),
    findKey: (issuer, kid) => transaction(engine, ({ tx }) => findLiveKey(tx, issuer, kid)),
    wasUsed: () => Promise.resolve(false),
  });
  if (problem || !key || !claims) throw refuse(problem ?? usedBefore);
  const session = await transaction(engine, (inner) => admitPerson(inner, key, claims));
  return { ...session, sideId: key.sideId };
}

function refuse({ what, fix }: Problem): StoaError {
  return new StoaError("unauthenticated", { what: "The host's sign-in token was refused.", why: what, fix });
}

async function admitPerson(ctx: TxCtx, key: { sideId: string; hostId: string }, claims: HostClaims): Promise<NewSession> {
  const now = ctx.clock.now();
  const { sideId } = key;
  // Of two sign-ins with one token only the first inserts the row.
  const fresh = await useJti(ctx.tx, sideId, claims.jti, claims.exp * 1000 + 60_000);
  if (!fresh) throw refuse(usedBefore);
  const customer = await upsertCustomer(ctx.tx, {
    id: newId(ctx.clock),
    sideId,
    externalRef: claims.customer.id,
    name: claims.customer.name,
    now,
  });
  const name = claims.name ?? claims.sub;
  const person = await upsertHostPerson(ctx.tx, {
    id: newId(ctx.clock),
    sideId,
    subject: claims.sub,
    email: claims.email ?? null,
    name,
    now,
  });
  if (!customer || !person) throw new StoaError("internal", "Customer or person could not be made.");
  const role: Role = `customer_${claims.role ?? "viewer"}`;
  await endOtherCustomerRoles(ctx.tx, person.id, customer.id, role, now);
  await insertMembership(ctx.tx, { id: newId(ctx.clock), personId: person.id, role, customerId: customer.id, now });
  if (customer.isNew) {
    await emitFacts(ctx, [
      { type: "customer.created", sideId, customerId: customer.id, subject: customer.id, subjectVersion: customer.version },
    ]);
  }
  const asPerson: TxCtx = { ...ctx, actor: { kind: "person", personId: person.id, roles: [role] } };
  await audit(asPerson, { verb: "person.sign_in_from_host", subject: person.id, sideId, customerId: customer.id });
  return startSession(ctx, person.id, sessionMinutes);
}
