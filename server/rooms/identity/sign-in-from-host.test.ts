import assert from "node:assert/strict";
import { before, test } from "node:test";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { openWorld, type TestHost } from "../../testing/index.ts";
import { askNobody } from "./fetch-key-set.ts";
import { getMe } from "./get-me.ts";
import { registerSideKey } from "./register-side-key.ts";
import { revokeSideKey } from "./revoke-side-key.ts";
import { signInFromHost } from "./sign-in-from-host.ts";

const world = await openWorld();
const audience = "http://127.0.0.1:4400";
let host: TestHost & { owner: Ctx };
let privateKey: CryptoKey;
let keyId: string;
let count = 0;

before(async () => {
  host = await world.makeHost();
  const pair = await generateKeyPair("ES256", { extractable: true });
  privateKey = pair.privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), alg: "ES256" };
  ({ id: keyId } = await registerSideKey(host.owner, { kid: "k1", issuer: "ledger", jwk }));
  await assert.rejects(registerSideKey(host.owner, { kid: "k2", issuer: "ledger", jwk: await exportJWK(privateKey) }), /private key/);
});

function sign(
  changes: { claims?: object; seconds?: number; issuer?: string; kid?: string; key?: CryptoKey; jti?: string } = {},
): Promise<string> {
  const now = Math.floor(world.clock.now() / 1000);
  count += 1;
  return new SignJWT({ customer: { id: "c-1", name: "Acme" }, name: "Ann", role: "owner", ...changes.claims })
    .setProtectedHeader({ alg: "ES256", kid: changes.kid ?? "k1" })
    .setIssuer(changes.issuer ?? "ledger")
    .setSubject("u-1")
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + (changes.seconds ?? 60))
    .setJti(changes.jti ?? `jti-number-${count}`)
    .sign(changes.key ?? privateKey);
}

const signIn = (token: string) => signInFromHost(world.engine, { token, audience }, askNobody);
const refused = (why: RegExp) => (error: unknown) =>
  error instanceof StoaError && error.code === "unauthenticated" && why.test(error.why ?? "");

test("a host's token makes customer and person on first sight, and finds them again", async () => {
  for (const name of ["Acme", "Acme Ltd"]) {
    const session = await signIn(await sign({ claims: { customer: { id: "c-1", name } } }));
    const me = await getMe(world.engine, session.secret);
    assert.deepEqual(
      me.places.map((place) => [place.kind, place.name, place.side, place.roles]),
      [["customer", name, "live", ["customer_owner"]]],
    );
  }
});

test("pages that a person opens within half a day are one sign-in in the audit, each customer's apart", async () => {
  const come = async (id: string): Promise<void> => void (await signIn(await sign({ claims: { customer: { id, name: id } } })));
  const told = async (): Promise<number[]> => {
    const rows = await transaction(world.engine, ({ tx }) =>
      tx.rows<{ ref: string; count: number }>(
        `select c.external_ref as ref, count(*)::int as count from base.audit a join identity.customer c on c.id = a.customer_id
         where a.verb = 'person.sign_in_from_host' and c.external_ref in ('often', 'other') group by 1 order by 1`,
      ),
    );
    return rows.map(({ count }) => count);
  };
  for (let times = 0; times < 3; times++) await come("often");
  await come("other");
  assert.deepEqual(await told(), [1, 1]);
  world.clock.advance(13 * 3_600_000);
  await come("often");
  assert.deepEqual(await told(), [2, 1]);
});

test("pages and mails speak what the host's page says, else its token, else the browser", async () => {
  const meet = async (locale: string | undefined, page?: { language: "en" | "de"; guessed: boolean }) => {
    const token = await sign({ claims: { locale } });
    const { language, pageLanguage } = await signInFromHost(world.engine, { token, audience, ...(page ? { page } : {}) }, askNobody);
    assert.equal(language, null);
    const rows = await transaction(world.engine, ({ tx }) =>
      tx.rows<{ spoken: string }>("select spoken from identity.v_person where name = 'Ann' and side_id = $1", [host.liveSideId]),
    );
    return [pageLanguage, rows[0]?.spoken];
  };
  const [said, guessed] = [{ language: "en", guessed: false } as const, { language: "en", guessed: true } as const];
  assert.deepEqual(await meet("de-AT", said), ["en", "en"]);
  assert.deepEqual(await meet("de-AT", guessed), ["de", "de"]);
  assert.deepEqual(await meet("fr", guessed), ["en", "en"]);
  assert.deepEqual(await meet("de_DE"), ["de", "de"]);
  assert.deepEqual(await meet(undefined), [null, "de"], "what was known stays");
});

test("the role follows the host's latest word", async () => {
  const session = await signIn(await sign({ claims: { role: "viewer" } }));
  const me = await getMe(world.engine, session.secret);
  assert.deepEqual(me.places[0]?.roles, ["customer_viewer"]);
});

test("what a host's token may not be", async () => {
  const stranger = await generateKeyPair("ES256");
  await assert.rejects(sign({ key: stranger.privateKey }).then(signIn), refused(/signature/));
  await assert.rejects(sign({ seconds: 3600 }).then(signIn), refused(/3600 s/));
  await assert.rejects(sign({ issuer: "other" }).then(signIn), refused(/No live key/));
  await assert.rejects(sign({ kid: "k9" }).then(signIn), refused(/No live key/));
  await assert.rejects(sign({ claims: { customer: "c-1" } }).then(signIn), refused(/claims/));
  await assert.rejects(signIn("not.a.jwt"), refused(/not a JWT/));
  const once = await sign({ jti: "only-once" });
  await signIn(once);
  await assert.rejects(signIn(once), refused(/used before/));
  world.clock.advance(120_000);
  await assert.rejects(signIn(once), refused(/exp/));
});

test("a revoked key signs nobody in", async () => {
  await revokeSideKey(host.owner, { keyId });
  await assert.rejects(sign().then(signIn), refused(/No live key/));
});
