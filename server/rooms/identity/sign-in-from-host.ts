import { decodeProtectedHeader, decodeJwt, importJWK, jwtVerify, type JWTPayload } from "jose";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { audit, emitFacts, engineCtx, newId, StoaError, transaction, type Ctx, type Role, type TxCtx } from "../../base/index.ts";
import { saveLink, type CreatedLink } from "./save-link.ts";
import { endOtherCustomerRoles, findLiveKey, insertMembership, upsertCustomer, upsertHostPerson, useJti } from "./store/access.ts";

/** What a host's token says besides the registered claims. */
const Claims = Type.Object({
  iss: Type.String(),
  sub: Type.String({ minLength: 1, maxLength: 200 }),
  jti: Type.String({ minLength: 8, maxLength: 200 }),
  iat: Type.Number(),
  exp: Type.Number(),
  customer: Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }), name: Type.String({ minLength: 1, maxLength: 200 }) }),
  name: Type.Optional(Type.String({ maxLength: 200 })),
  email: Type.Optional(Type.String({ maxLength: 254 })),
  role: Type.Optional(Type.Union([Type.Literal("owner"), Type.Literal("configurer"), Type.Literal("viewer")])),
});
type Claims = Static<typeof Claims>;

const longestSeconds = 60;
const algorithms = ["ES256", "RS256", "EdDSA"];

/**
 * Signs in a customer's person by the host's own signed token: asymmetric, its key registered under (iss, kid), at most 60 s long,
 * each jti once, `aud` our public address. Customer and person are made on first sight. Answers with a one-time code for the page.
 * @throws StoaError unauthenticated with the reason and the fix, for the host's developer
 */
export async function signInFromHost(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "trace">,
  input: { token: string; audience: string },
): Promise<CreatedLink & { sideId: string }> {
  const { issuer, kid } = readHeader(input.token);
  const engine = engineCtx(ctx, "sign-in-from-host", ctx.trace);
  const key = await transaction(engine, ({ tx }) => findLiveKey(tx, issuer, kid));
  if (!key)
    throw refuse(
      `No live key "${kid}" is registered for the issuer "${issuer}".`,
      "Register the public key in the host's console under Keys.",
    );
  const claims = await verify(input.token, key.jwk, { issuer, audience: input.audience, now: ctx.clock.now() });
  const link = await transaction(engine, (inner) => admitPerson(inner, key, claims));
  return { ...link, sideId: key.sideId };
}

function refuse(why: string, fix: string): StoaError {
  return new StoaError("unauthenticated", { what: "The host's sign-in token was refused.", why, fix });
}

function readHeader(token: string): { issuer: string; kid: string } {
  try {
    const { kid } = decodeProtectedHeader(token);
    const { iss } = decodeJwt(token);
    if (kid !== undefined && iss !== undefined) return { issuer: iss, kid };
  } catch {
    throw refuse("It is not a JWT.", "Sign a compact JWS with your private key.");
  }
  throw refuse("It has no kid header or no iss claim.", "Set both: kid in the header, iss in the claims.");
}

async function verify(
  token: string,
  jwk: Record<string, unknown>,
  expected: { issuer: string; audience: string; now: number },
): Promise<Claims> {
  const payload = await checkSignature(token, jwk, expected);
  if (!Value.Check(Claims, payload)) {
    const first = Value.Errors(Claims, payload)[0];
    throw refuse(
      `The claims are not complete: ${first?.instancePath ?? ""} ${first?.message ?? ""}.`,
      "Send sub, jti, iat, exp, customer.id and customer.name.",
    );
  }
  if (payload.exp - payload.iat > longestSeconds)
    throw refuse(`It is valid for ${payload.exp - payload.iat} s.`, `Sign tokens of at most ${longestSeconds} s, when the page is opened.`);
  return payload;
}

async function checkSignature(
  token: string,
  jwk: Record<string, unknown>,
  expected: { issuer: string; audience: string; now: number },
): Promise<JWTPayload> {
  try {
    const key = await importJWK(jwk, typeof jwk["alg"] === "string" ? jwk["alg"] : "ES256");
    const options = {
      issuer: expected.issuer,
      audience: expected.audience,
      algorithms,
      currentDate: new Date(expected.now),
      clockTolerance: 5,
    };
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown";
    throw refuse(`${reason}.`, `Check the key, the clock, and that aud is ${expected.audience}.`);
  }
}

async function admitPerson(ctx: TxCtx, key: { sideId: string; hostId: string }, claims: Claims): Promise<CreatedLink> {
  const now = ctx.clock.now();
  const { sideId } = key;
  const fresh = await useJti(ctx.tx, sideId, claims.jti, claims.exp * 1000 + 60_000);
  if (!fresh) throw refuse("This token was used before.", "Sign a new token with a new jti for every sign-in.");
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
  return saveLink(ctx, {
    kind: "sign_in",
    personId: person.id,
    role: null,
    hostId: null,
    publisherId: null,
    publisherName: null,
    email: null,
    minutes: 2,
  });
}
