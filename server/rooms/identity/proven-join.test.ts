import assert from "node:assert/strict";
import { test } from "node:test";
import { StoaError, transaction } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import { createInvite } from "./create-invite.ts";
import { createOperatorLink } from "./create-operator-link.ts";
import { askNobody } from "./fetch-key-set.ts";
import { getMe } from "./get-me.ts";
import { registerSideKey } from "./register-side-key.ts";
import { signInFromHost } from "./sign-in-from-host.ts";
import { spendLink } from "./spend-link.ts";
import { audience, makeSigner } from "./testing/host-signer.ts";

const world = await openWorld();
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const placesOf = async (secret: string) => (await getMe(world.engine, secret)).places.map(({ kind, name }) => `${kind} ${name}`);
const operatorLink = async (email: string) => (await createOperatorLink(world.operator, { email, name: "Op" })).code;

test("an invitation to somebody's e-mail opens nothing of theirs to whoever holds the link, and stays unspent until they are proven", async () => {
  const { owner } = await world.makeHost();
  const { secret } = await spendLink(world.engine, { code: await operatorLink("op@example.com") });
  const stranger = await spendLink(world.engine, {
    code: (await createInvite(owner, { email: "hana@example.com", role: "host_owner" })).code,
  });
  const link = await createInvite(owner, { email: "OP@example.com", role: "host_support" });
  for (const credential of [undefined, stranger.secret, "stoa_ses_none"])
    await assert.rejects(spendLink(world.engine, { code: link.code, credential }), code("conflict"));
  const joined = await spendLink(world.engine, { code: link.code, credential: secret });
  assert.deepEqual(new Set((await placesOf(joined.secret)).map((place) => place.split(" ")[0])), new Set(["operator", "side"]));
  await assert.rejects(spendLink(world.engine, { code: link.code, credential: secret }), code("gone"));
});

test("whoever took an e-mail first is nobody to the host that invites it next, and not the operator", async () => {
  const [one, two] = [await world.makeHost(), await world.makeHost()];
  const squat = await createInvite(one.owner, { email: "nia@example.com", role: "host_owner" });
  const squatter = await spendLink(world.engine, { code: squat.code });
  const before = await placesOf(squatter.secret);
  const link = await createInvite(two.owner, { email: "nia@example.com", role: "publisher_owner", publisherName: "Nia's" });
  await assert.rejects(spendLink(world.engine, { code: link.code }), code("conflict"));
  const nia = await spendLink(world.engine, { code: link.code, asNew: true });
  assert.deepEqual(await placesOf(nia.secret), ["publisher Nia's"]);
  const operator = await spendLink(world.engine, { code: await operatorLink("nia@example.com") });
  assert.deepEqual(await placesOf(operator.secret), ["operator Operator"]);
  assert.deepEqual(await placesOf(squatter.secret), before);
  const again = await spendLink(world.engine, { code: await operatorLink("Nia@example.com") });
  assert.equal(again.personId, operator.personId);
});

test("who was signed in by a host's token is no proof: the role would be the host's to take", async () => {
  const { owner } = await world.makeHost();
  const signer = await makeSigner(world.clock, "proofs", "k1");
  await registerSideKey(owner, { kid: "k1", issuer: "proofs", jwk: signer.jwk });
  const { secret, personId } = await signInFromHost(world.engine, { token: await signer.sign({ sub: "u1" }), audience }, askNobody);
  const link = await createInvite(owner, { email: "u1@example.com", role: "host_owner" });
  const joined = await spendLink(world.engine, { code: link.code, credential: secret });
  assert.notEqual(joined.personId, personId);
});

test("of two links for one new operator asked for at once both are the same operator's", async () => {
  await Promise.all([operatorLink("twice@example.com"), operatorLink("twice@example.com")]);
  const rows = await transaction(world.engine, ({ tx }) => tx.rows("select id from identity.person where email = 'twice@example.com'"));
  assert.equal(rows.length, 1);
});
