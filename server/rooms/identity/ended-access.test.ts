import assert from "node:assert/strict";
import { before, test } from "node:test";
import { readId, showId } from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { openWorld, type TestHost } from "../../testing/index.ts";
import { addKeySet } from "./add-key-set.ts";
import { authorize } from "./authorize.ts";
import { closeCustomer } from "./close-customer.ts";
import { createInvite } from "./create-invite.ts";
import { createToken } from "./create-token.ts";
import { endMembership } from "./end-membership.ts";
import { askNobody } from "./fetch-key-set.ts";
import { listMembers } from "./list-members.ts";
import { putCustomer } from "./put-customer.ts";
import { putPerson } from "./put-person.ts";
import { registerSideKey } from "./register-side-key.ts";
import { removeKeySet } from "./remove-key-set.ts";
import { removePerson } from "./remove-person.ts";
import { revokeSideKey } from "./revoke-side-key.ts";
import { signInFromHost } from "./sign-in-from-host.ts";
import { spendLink } from "./spend-link.ts";
import { sweepIdentity } from "./sweep-identity.ts";
import { audience, makeSigner, type HostSigner } from "./testing/host-signer.ts";
import { askFreely, startKeyServer } from "./testing/key-server.ts";

const world = await openWorld();
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
let host: TestHost & { owner: Ctx };
let signer: HostSigner;

before(async () => {
  host = await world.makeHost();
  signer = await makeSigner(world.clock, "ending", "k1");
  await registerSideKey(host.owner, { kid: "k1", issuer: "ending", jwk: signer.jwk });
});

const roles = ["customer_owner"] as const;
const signIn = async (sub: string, ref: string): Promise<string> =>
  (await signInFromHost(world.engine, { token: await signer.sign({ sub, customer: { id: ref, name: ref } }), audience }, askNobody)).secret;
const enter = async (credential: string, id: string, kind: "customer" | "side" = "customer"): Promise<Ctx> => ({
  ...world.engine,
  ...(await authorize(world.engine, credential, { kind, id })),
});

test("a token that a token made ends with the person who made the first", async () => {
  const { id } = await putCustomer(host.owner, { externalRef: "chain", name: "Chain" });
  const asLea = await enter(await signIn("lea", "chain"), id);
  const first = await createToken(asLea, { name: "first", roles });
  const second = await createToken(await enter(first.text, id), { name: "second", roles });
  const third = await createToken(await enter(second.text, id), { name: "third", roles });
  await removePerson(host.owner, { ref: "chain", subject: "lea" });
  for (const { text } of [first, second, third]) await assert.rejects(enter(text, id), code("unauthenticated"));
});

test("a request that was let in before an access ended makes no token after it", async () => {
  const { id } = await putCustomer(host.owner, { externalRef: "late", name: "Late" });
  const asLea = await enter(await signIn("lea", "late"), id);
  const byToken = await enter((await createToken(asLea, { name: "first", roles })).text, id);
  const asCas = await enter(await signIn("cas", "late"), id);
  await removePerson(host.owner, { ref: "late", subject: "lea" });
  for (const late of [asLea, byToken]) await assert.rejects(createToken(late, { name: "late", roles }), code("forbidden"));
  await putPerson(host.owner, { ref: "late", subject: "cas", role: "viewer" });
  await assert.rejects(createToken(asCas, { name: "owner's", roles }), code("forbidden"), "no more than the role held now");
  await closeCustomer(host.owner, { ref: "late" });
  await assert.rejects(createToken(asCas, { name: "late", roles: ["customer_viewer"] }), code("refused"));
});

test("of a closing and a making of tokens at the same moment no token stays", async () => {
  for (let round = 0; round < 5; round++) {
    const ref = `at-once-${round}`;
    const { id } = await putCustomer(host.owner, { externalRef: ref, name: ref });
    const asLea = await enter(await signIn("lea", ref), id);
    const making = [1, 2, 3].map((n) => createToken(asLea, { name: String(n), roles }).catch(() => undefined));
    await Promise.all([...making, closeCustomer(host.owner, { ref })]);
    const live = await transaction(world.engine, ({ tx }) =>
      tx.rows("select 1 from identity.token where customer_id = $1 and revoked_at is null", [id]),
    );
    assert.equal(live.length, 0);
  }
});

test("a host's person who leaves takes the tokens they made there along, those made with a token too; a colleague's stay", async () => {
  const join = async (email: string) => {
    const link = await createInvite(host.owner, { email, role: "host_owner" });
    return enter((await spendLink(world.engine, { code: link.code })).secret, host.liveSideId, "side");
  };
  const [leaver, stayer] = [await join("leaver@example.com"), await join("stayer@example.com")];
  const first = await createToken(leaver, { name: "ci", roles: ["host_owner"] });
  const second = await createToken(await enter(first.text, host.liveSideId, "side"), { name: "more", roles: ["host_owner"] });
  const kept = await createToken(stayer, { name: "kept", roles: ["host_owner"] });
  const leaving = (await listMembers(host.owner)).find(({ email }) => email === "leaver@example.com");
  await endMembership(stayer, { membershipId: readId("membership", leaving?.id ?? "") ?? "" });
  for (const { text } of [first, second]) await assert.rejects(enter(text, host.liveSideId, "side"), code("unauthenticated"));
  assert.ok(await enter(kept.text, host.liveSideId, "side"));
  await assert.rejects(createToken(leaver, { name: "late", roles: ["host_owner"] }), code("forbidden"));
});

test("an id of ours is no name for a customer, by provisioning or by a token", async () => {
  const { id } = await putCustomer(host.owner, { externalRef: "real", name: "Real" });
  for (const externalRef of [showId("customer", id), showId("customer", host.hostId)])
    await assert.rejects(putCustomer(host.owner, { externalRef, name: "Shadow" }), code("invalid_input"));
  await assert.rejects(signIn("lea", showId("customer", id)), code("invalid_input"));
  assert.ok(await putCustomer(host.owner, { externalRef: "cus_our-own-way", name: "Fine" }));
});

test("ending touches no session that has expired by itself, and those of the day before yesterday are swept", async () => {
  await putCustomer(host.owner, { externalRef: "old", name: "Old" });
  await signIn("old", "old");
  const count = async (where: string): Promise<number> =>
    (
      await transaction(world.engine, ({ tx }) =>
        tx.rows(
          `select 1 from identity.session s join identity.person p on p.id = s.person_id where p.subject in ('old', 'new') and ${where}`,
        ),
      )
    ).length;
  world.clock.advance(16 * 60_000);
  await signIn("new", "old");
  await closeCustomer(host.owner, { ref: "old" });
  assert.deepEqual([await count("s.ended_at is not null"), await count("s.ended_at is null")], [1, 1]);
  await sweepIdentity(world.engine);
  assert.equal(await count("true"), 2);
  world.clock.advance(86_400_000);
  await sweepIdentity(world.engine);
  assert.equal(await count("true"), 1, "the newer one expired less than a day ago");
});

test("an issuer is free for another host once its last live key and key set are gone, those of the other side too", async () => {
  const other = await world.makeHost();
  const testSide: Ctx = { ...host.owner, scope: { kind: "side", sideId: host.testSideId, hostId: host.hostId } };
  const keyOf = async (kid: string) => ({ kid, issuer: "freed", jwk: (await makeSigner(world.clock, "freed", kid)).jwk });
  const live = await registerSideKey(host.owner, await keyOf("live"));
  const tried = await registerSideKey(testSide, await keyOf("tried"));
  const server = await startKeyServer();
  server.answer = { keys: [(await makeSigner(world.clock, "freed", "set")).jwk] };
  const set = await addKeySet(testSide, { issuer: "freed", url: server.url }, askFreely);
  const take = async () => registerSideKey(other.owner, await keyOf("theirs"));
  await revokeSideKey(host.owner, { keyId: live.id });
  await assert.rejects(take(), code("conflict"));
  await removeKeySet(testSide, { keySetId: set.id });
  await assert.rejects(take(), code("conflict"));
  await revokeSideKey(testSide, { keyId: tried.id });
  assert.ok(await take());
  await assert.rejects(registerSideKey(host.owner, await keyOf("back")), code("conflict"));
});
