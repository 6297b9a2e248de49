import assert from "node:assert/strict";
import { before, test } from "node:test";
import { PutPersonBody, showId } from "@stoa/contract";
import { Value } from "typebox/value";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { openWorld, type TestHost } from "../../testing/index.ts";
import { authorize } from "./authorize.ts";
import { closeCustomer } from "./close-customer.ts";
import { createToken } from "./create-token.ts";
import { askNobody } from "./fetch-key-set.ts";
import { getCustomer } from "./get-customer.ts";
import { getMe } from "./get-me.ts";
import { listCustomerPeopleOf } from "./list-customer-people.ts";
import { putCustomer } from "./put-customer.ts";
import { putPerson } from "./put-person.ts";
import { readAllowance } from "./read-allowance.ts";
import { registerSideKey } from "./register-side-key.ts";
import { removePerson } from "./remove-person.ts";
import { reopenCustomer } from "./reopen-customer.ts";
import { signInFromHost } from "./sign-in-from-host.ts";
import { listCustomerPeople } from "./store/customers.ts";
import { audience, makeSigner, type HostSigner } from "./testing/host-signer.ts";

const world = await openWorld();
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const refused = (why: RegExp) => (error: unknown) =>
  error instanceof StoaError && error.code === "unauthenticated" && why.test(error.why ?? "");
let host: TestHost & { owner: Ctx };
let other: TestHost & { owner: Ctx };
let signer: HostSigner;

before(async () => {
  host = await world.makeHost();
  other = await world.makeHost();
  signer = await makeSigner(world.clock, "provisioned", "k1");
  await registerSideKey(host.owner, { kid: "k1", issuer: "provisioned", jwk: signer.jwk });
});

async function signIn(claims: object): Promise<{ secret: string; personId: string }> {
  return signInFromHost(world.engine, { token: await signer.sign(claims), audience }, askNobody);
}

const enter = (secret: string, customerId: string) => authorize(world.engine, secret, { kind: "customer", id: customerId });

test("a person's address is one plain address, in a token and in a call", async () => {
  for (const email of ["a@example.com, b@example.com", "a,b@example.com", "Ann <a@example.com>", "group: a@example.com;"]) {
    const claims = { sub: "listed", customer: { id: "listed", name: "Listed" }, email };
    await signIn(claims);
    const [person] = await listCustomerPeopleOf(host.owner, { ref: "listed" });
    assert.equal(person?.email, null, email);
    assert.equal(Value.Check(PutPersonBody, { email }), false, email);
  }
  assert.equal(Value.Check(PutPersonBody, { email: "ann+shop@mail.example.com" }), true);
});

test("a customer is made once under the host's id, changed by the same call, and what is left out stays", async () => {
  const hidden = [showId("listing", "01890000-0000-7000-8000-000000000001")];
  const made = await putCustomer(host.owner, { externalRef: "acme", name: "Acme", tier: "pro", hiddenListings: hidden, installCap: 3 });
  const again = await putCustomer(host.owner, { externalRef: "acme", name: "Acme", installCap: null });
  assert.equal(again.id, made.id);
  assert.deepEqual([again.tier, again.hiddenListings.length, again.installCap], ["pro", 1, null]);
  assert.equal((await getCustomer(host.owner, { ref: showId("customer", made.id) })).externalRef, "acme");
});

test("the host's token says the same of a customer and its person, and its word is the latest", async () => {
  const { id } = await putCustomer(host.owner, { externalRef: "word", name: "Word", tier: "basic" });
  await putPerson(host.owner, { ref: "word", subject: "wil", name: "Wil", role: "owner", groups: ["sales"] });
  const { secret } = await signIn({ sub: "wil", name: undefined, role: undefined, customer: { id: "word", name: "Word" } });
  const entered = await enter(secret, id);
  assert.deepEqual(entered.actor.kind === "person" && entered.actor.roles, ["customer_owner"], "a token that names no role leaves it");
  const asWil: Ctx = { ...world.engine, ...entered };
  assert.equal((await listCustomerPeopleOf(host.owner, { ref: "word" }))[0]?.name, "Wil", "nor one that names no name");
  const before = await readAllowance(asWil);
  assert.deepEqual([before.tier, before.groups, before.installCap], ["basic", ["sales"], null]);
  await signIn({ sub: "wil", role: "viewer", groups: ["support"], customer: { id: "word", name: "Word", tier: "pro", installCap: 2 } });
  const after = await readAllowance(asWil);
  assert.deepEqual([after.tier, after.groups, after.installCap], ["pro", ["support"], 2]);
  const [person] = await listCustomerPeopleOf(host.owner, { ref: "word" });
  assert.deepEqual([person?.name, person?.role], ["Ann", "customer_viewer"]);
});

test("a removed person is out at once: session, own tokens, and every later token of the host's, until put back", async () => {
  const { id } = await putCustomer(host.owner, { externalRef: "leave", name: "Leave" });
  const claims = { sub: "lea", customer: { id: "leave", name: "Leave" } };
  const lea = await signIn(claims);
  const colleague = await signIn({ ...claims, sub: "cas" });
  const asLea: Ctx = { ...world.engine, ...(await enter(lea.secret, id)) };
  const own = await createToken(asLea, { name: "laptop", roles: ["customer_owner"] });
  const shared = await createToken({ ...world.engine, ...(await enter(colleague.secret, id)) }, { name: "ci", roles: ["customer_owner"] });
  await removePerson(host.owner, { ref: "leave", subject: "lea" });
  for (const gone of [lea.secret, own.text]) await assert.rejects(enter(gone, id), code("unauthenticated"));
  for (const stays of [colleague.secret, shared.text]) assert.ok(await enter(stays, id));
  await assert.rejects(signIn(claims), refused(/removed the person "lea"/));
  const people = await listCustomerPeopleOf(host.owner, { ref: "leave" });
  assert.deepEqual(people.map(({ subject, endedAt }) => `${subject} ${endedAt === null ? "in" : "out"}`).toSorted(), ["cas in", "lea out"]);
  await putPerson(host.owner, { ref: "leave", subject: "lea", role: "viewer" });
  assert.ok(await enter((await signIn({ ...claims, role: undefined })).secret, id));
});

test("someone of two customers loses one and keeps the session for the other", async () => {
  const [a, b] = [
    await putCustomer(host.owner, { externalRef: "agency-a", name: "A" }),
    await putCustomer(host.owner, { externalRef: "agency-b", name: "B" }),
  ];
  await putPerson(host.owner, { ref: "agency-b", subject: "ag", role: "viewer" });
  const { secret } = await signIn({ sub: "ag", customer: { id: "agency-a", name: "A" } });
  await removePerson(host.owner, { ref: "agency-a", subject: "ag" });
  await assert.rejects(enter(secret, a.id), code("not_found"));
  assert.ok(await enter(secret, b.id));
});

test("a closed customer's people and tokens are out, and in again when it is opened; its tokens are not", async () => {
  const { id } = await putCustomer(host.owner, { externalRef: "shut", name: "Shut" });
  const claims = { sub: "sam", customer: { id: "shut", name: "Shut" } };
  const { secret } = await signIn(claims);
  const token = await createToken({ ...world.engine, ...(await enter(secret, id)) }, { name: "ci", roles: ["customer_owner"] });
  await closeCustomer(host.owner, { ref: "shut" });
  await closeCustomer(host.owner, { ref: "shut" });
  for (const gone of [secret, token.text]) await assert.rejects(enter(gone, id), code("unauthenticated"));
  await assert.rejects(signIn(claims), refused(/closed the customer "shut"/));
  assert.ok((await getCustomer(host.owner, { ref: "shut" })).closedAt);
  await reopenCustomer(host.owner, { ref: "shut" });
  const back = await signIn(claims);
  assert.equal((await getMe(world.engine, back.secret)).places.length, 1);
  await assert.rejects(enter(token.text, id), code("unauthenticated"));
});

test("a removal and a sign-in at the same moment leave nobody in", async () => {
  const { id } = await putCustomer(host.owner, { externalRef: "race", name: "Race" });
  for (let round = 0; round < 5; round++) {
    const subject = `r-${round}`;
    await putPerson(host.owner, { ref: "race", subject, role: "owner" });
    const signedIn = signIn({ sub: subject, customer: { id: "race", name: "Race" } }).catch(() => undefined);
    await Promise.all([signedIn, removePerson(host.owner, { ref: "race", subject })]);
    const session = await signedIn;
    if (session) await assert.rejects(enter(session.secret, id), StoaError);
    const rows = await transaction(world.engine, ({ tx }) => listCustomerPeople(tx, id));
    assert.ok(rows.every(({ endedAt }) => endedAt !== null));
  }
});

test("another host, its own other side, a publisher and the customer's own people provision nothing here", async () => {
  await putCustomer(host.owner, { externalRef: "mine", name: "Mine" });
  await putPerson(host.owner, { ref: "mine", subject: "mia", role: "owner" });
  const { owner: publisher } = await world.makePublisher(host.hostId);
  const { owner: customer } = await world.makeCustomer(host.liveSideId);
  const testSide: Ctx = { ...host.owner, scope: { kind: "side", sideId: host.testSideId, hostId: host.hostId } };
  const verbs: ((ctx: Ctx) => Promise<unknown>)[] = [
    (ctx) => getCustomer(ctx, { ref: "mine" }),
    (ctx) => closeCustomer(ctx, { ref: "mine" }),
    (ctx) => reopenCustomer(ctx, { ref: "mine" }),
    (ctx) => listCustomerPeopleOf(ctx, { ref: "mine" }),
    (ctx) => putPerson(ctx, { ref: "mine", subject: "mia", role: "viewer" }),
    (ctx) => removePerson(ctx, { ref: "mine", subject: "mia" }),
  ];
  for (const verb of verbs) {
    for (const stranger of [other.owner, testSide]) await assert.rejects(verb(stranger), code("not_found"));
    for (const stranger of [publisher, customer]) await assert.rejects(verb(stranger), code("forbidden"));
    const support = world.as(host.owner.scope, "host_reviewer");
    if (verb !== verbs[0]) await assert.rejects(verb(support), code("forbidden"));
  }
  assert.equal((await listCustomerPeopleOf(host.owner, { ref: "mine" }))[0]?.role, "customer_owner");
  const theirs = await putCustomer(other.owner, { externalRef: "mine", name: "Theirs" });
  assert.notEqual(theirs.id, (await getCustomer(host.owner, { ref: "mine" })).id);
});
