import assert from "node:assert/strict";
import { test } from "node:test";
import { readId } from "@stoa/contract";
import { StoaError, type Ctx, type Role } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import { authorize, type Target } from "./authorize.ts";
import { beginLogin } from "./begin-login.ts";
import { collectLogin } from "./collect-login.ts";
import { createInvite } from "./create-invite.ts";
import { createOperatorLink } from "./create-operator-link.ts";
import { createToken } from "./create-token.ts";
import { listTokens } from "./list-tokens.ts";
import { decideLogin, findLogin } from "./decide-login.ts";
import { endMembership } from "./end-membership.ts";
import { listMembers } from "./list-members.ts";
import { getMe } from "./get-me.ts";
import { spendLink } from "./spend-link.ts";
import { sweepIdentity } from "./sweep-identity.ts";

const world = await openWorld();
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const asDoor: Ctx = { ...world.engine, trace: "login-test" };
const minutes = (count: number) => count * 60_000;
let addresses = 0;

/** A terminal's request, from an address of its own so that no test meets another's limit. */
const begin = (device = "stoa on a laptop") => beginLogin(asDoor, { device, address: `192.0.2.${(addresses += 1)}` });

/** Somebody signed in at a page, with a role in a publisher or host. */
async function person(ctx: Ctx, role: Role): Promise<string> {
  const { code: link } = await createInvite(ctx, { email: `p${(addresses += 1)}@example.com`, role });
  return (await spendLink(asDoor, { code: link })).secret;
}

async function publisherPerson(): Promise<{ session: string; place: Target; owner: Ctx }> {
  const { publisherId, owner } = await world.makePublisher();
  return { session: await person(owner, "publisher_developer"), place: { kind: "publisher", id: publisherId }, owner };
}

test("a person lets a terminal in: it gets one token, with their roles, in the place they chose", async () => {
  const { session, place, owner } = await publisherPerson();
  const begun = await begin();
  assert.match(begun.code, /^[B-Z]{4}-[B-Z]{4}$/);
  assert.equal(await collectLogin(asDoor, begun), undefined);
  const asked = await findLogin(asDoor, session, { code: begun.code.toLowerCase().replace("-", " ") });
  assert.deepEqual(
    [asked.device, asked.places.map(({ kind, roles }) => [kind, roles])],
    ["stoa on a laptop", [["publisher", ["publisher_developer"]]]],
  );
  await decideLogin(asDoor, session, { code: begun.code, place });
  const token = await collectLogin(asDoor, begun);
  const entered = await authorize(asDoor, token, place);
  assert.ok(entered.actor.kind === "token" && entered.actor.roles.join() === "publisher_developer");
  await assert.rejects(collectLogin(asDoor, begun), code("gone"));
  const [kept] = await listTokens(owner);
  assert.equal(kept?.name, "stoa on a laptop");
  assert.equal(Math.round(((kept?.expiresAt ?? 0) - world.clock.now()) / minutes(1440)), 90);
});

test("what was decided cannot be decided again, and of two at once one decides", async () => {
  const { session, place } = await publisherPerson();
  const begun = await begin();
  const tries = await Promise.allSettled([1, 2, 3].map(() => decideLogin(asDoor, session, { code: begun.code, place })));
  assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
  const tokens = await Promise.allSettled([1, 2, 3].map(() => collectLogin(asDoor, begun)));
  assert.equal(tokens.filter(({ status }) => status === "fulfilled").length, 1);
});

test("a refused request gives nothing and says so", async () => {
  const { session, place } = await publisherPerson();
  const begun = await begin();
  await decideLogin(asDoor, session, { code: begun.code, place: undefined });
  await assert.rejects(collectLogin(asDoor, begun), (error: unknown) => error instanceof StoaError && /refused/.test(error.message));
  await assert.rejects(decideLogin(asDoor, session, { code: begun.code, place }), code("gone"));
});

test("a request ends after ten minutes: before a decision, and after one that was not collected", async () => {
  const { session, place } = await publisherPerson();
  const [waiting, approved] = [await begin(), await begin()];
  await decideLogin(asDoor, session, { code: approved.code, place });
  world.clock.advance(minutes(10) + 1);
  await assert.rejects(decideLogin(asDoor, session, { code: waiting.code, place }), code("gone"));
  for (const begun of [waiting, approved]) await assert.rejects(collectLogin(asDoor, begun), code("gone"));
  world.clock.advance(minutes(61));
  assert.ok((await sweepIdentity(world.engine)) >= 2);
  await assert.rejects(collectLogin(asDoor, waiting), /no such request/);
});

test("nobody lets a terminal into a place that is not theirs", async () => {
  const [mine, theirs] = [await publisherPerson(), await publisherPerson()];
  const begun = await begin();
  await assert.rejects(decideLogin(asDoor, mine.session, { code: begun.code, place: theirs.place }), code("not_found"));
  await assert.rejects(
    decideLogin(asDoor, mine.session, { code: begun.code, place: { kind: "operator", id: undefined } }),
    code("forbidden"),
  );
  await assert.rejects(decideLogin(asDoor, undefined, { code: begun.code, place: mine.place }), code("unauthenticated"));
  assert.equal(await collectLogin(asDoor, begun), undefined);
  const [one, other] = [await begin(), await begin()];
  await decideLogin(asDoor, theirs.session, { code: one.code, place: theirs.place });
  assert.equal(await collectLogin(asDoor, other), undefined, "another terminal's approval");
  await assert.rejects(authorize(asDoor, await collectLogin(asDoor, one), mine.place), code("not_found"));
});

test("who may make no tokens lets a terminal look: it changes nothing, whatever its roles say", async () => {
  const host = await world.makeHost();
  const side: Target = { kind: "side", id: host.liveSideId };
  for (const role of ["host_support", "host_reviewer"] as const) {
    const begun = await begin();
    const session = await person(host.owner, role);
    const { places } = await findLogin(asDoor, session, { code: begun.code });
    assert.deepEqual(
      places.map(({ kind, roles, readOnly }) => [kind, roles, readOnly]),
      [["side", [role], true]],
    );
    await decideLogin(asDoor, session, { code: begun.code, place: side });
    const token = await collectLogin(asDoor, begun);
    const { actor, scope } = await authorize(asDoor, token, side);
    assert.ok(actor.kind === "token" && actor.readOnly && actor.roles.join() === role);
    assert.equal((await getMe(asDoor, token)).token?.readOnly, true);
    await assert.rejects(createToken({ ...host.owner, scope, actor }, { name: "more", roles: [role] }), code("forbidden"));
  }
  const kept = await listTokens(host.owner);
  assert.deepEqual([kept.length, kept.every(({ readOnly }) => readOnly)], [2, true]);
});

test("a token lets no terminal in, an operator only as operator", async () => {
  const host = await world.makeHost();
  const begun = await begin();
  const { text } = await createToken(host.owner, { name: "ci", roles: ["host_owner"] });
  await assert.rejects(findLogin(asDoor, text, { code: begun.code }), code("forbidden"));
  const side: Target = { kind: "side", id: host.liveSideId };
  const link = await createOperatorLink(world.operator, { email: "op@example.com", name: "Op" });
  const operator = (await spendLink(asDoor, { code: link.code })).secret;
  await assert.rejects(decideLogin(asDoor, operator, { code: begun.code, place: side }), code("forbidden"));
  await decideLogin(asDoor, operator, { code: begun.code, place: { kind: "operator", id: undefined } });
  const token = await collectLogin(asDoor, begun);
  assert.equal((await authorize(asDoor, token, { kind: "operator", id: undefined })).actor.kind, "token");
});

test("who lost the role between saying yes and the collecting gives none away", async () => {
  const { session, place, owner } = await publisherPerson();
  const begun = await begin();
  await decideLogin(asDoor, session, { code: begun.code, place });
  for (const { id } of await listMembers(owner)) await endMembership(owner, { membershipId: readId("membership", id) ?? "" });
  await assert.rejects(collectLogin(asDoor, begun), code("not_found"));
  assert.equal((await listTokens(owner)).length, 0);
});

test("asking too often from one address, and guessing codes, are stopped for ten minutes", async () => {
  const flood = () => beginLogin(asDoor, { device: "x", address: "198.51.100.1" });
  for (let asked = 0; asked < 20; asked++) await flood();
  await assert.rejects(flood(), code("rate_limited"));
  const { session } = await publisherPerson();
  for (let guess = 0; guess < 10; guess++) await assert.rejects(findLogin(asDoor, session, { code: "BBBB-BBBB" }), code("gone"));
  const begun = await begin();
  await assert.rejects(findLogin(asDoor, session, { code: begun.code }), code("rate_limited"));
  world.clock.advance(minutes(10) + 1);
  await flood();
  const later = await begin();
  assert.equal((await findLogin(asDoor, session, { code: later.code })).device, "stoa on a laptop");
});
