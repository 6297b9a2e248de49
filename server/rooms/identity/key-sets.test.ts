import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { StoaError, type Ctx } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import { addKeySet } from "./add-key-set.ts";
import { checkHostToken } from "./check-host-token.ts";
import { findEmbedPlace } from "./find-embed-place.ts";
import { listKeySets } from "./list-key-sets.ts";
import { refreshKeySet } from "./refresh-key-set.ts";
import { registerSideKey } from "./register-side-key.ts";
import { removeKeySet } from "./remove-key-set.ts";
import { revokeSideKey } from "./revoke-side-key.ts";
import { signInFromHost } from "./sign-in-from-host.ts";
import type { KeySetRow } from "./store/keys.ts";
import { audience, makeSigner } from "./testing/host-signer.ts";
import { askFreely, startKeyServer } from "./testing/key-server.ts";

const world = await openWorld();
const minute = 60_000;
let made = 0;

const signIn = (token: string) => signInFromHost(world.engine, { token, audience }, askFreely);
const refused = (why: RegExp) => (error: unknown) =>
  error instanceof StoaError && error.code === "unauthenticated" && why.test(error.why ?? "");
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;

/** A host whose keys are published at a server of its own. */
async function publishingHost(): Promise<{ owner: Ctx; issuer: string; server: Awaited<ReturnType<typeof startKeyServer>> }> {
  const { owner } = await world.makeHost();
  made += 1;
  return { owner, issuer: `https://host-${made}.example`, server: await startKeyServer() };
}

test("each kind of key signs in, registered or published; another algorithm than the key's does not", async () => {
  const { owner, issuer, server } = await publishingHost();
  const kinds = ["ES256", "RS256", "EdDSA"] as const;
  const signers = await Promise.all(kinds.map((alg) => makeSigner(world.clock, issuer, alg, alg)));
  server.answer = { keys: signers.map(({ jwk }) => jwk) };
  await addKeySet(owner, { issuer, url: server.url }, askFreely);
  for (const signer of signers) assert.ok((await signIn(await signer.sign())).secret);
  const registered = await makeSigner(world.clock, issuer, "own", "RS256");
  await registerSideKey(owner, { kid: "own", issuer, jwk: registered.jwk });
  assert.ok((await signIn(await registered.sign())).secret);
  const [es256] = signers;
  await assert.rejects(signIn((await es256?.sign({}, { kid: "own" })) ?? ""), refused(/alg|signature/));
});

test("two live keys rotate without a gap: both sign in until the old one is revoked", async () => {
  const { owner, issuer } = await publishingHost();
  const [old, next] = [await makeSigner(world.clock, issuer, "old"), await makeSigner(world.clock, issuer, "next")];
  const { id } = await registerSideKey(owner, { kid: "old", issuer, jwk: old.jwk });
  await registerSideKey(owner, { kid: "next", issuer, jwk: next.jwk });
  for (const signer of [old, next]) assert.ok((await signIn(await signer.sign())).secret);
  await revokeSideKey(owner, { keyId: id });
  await assert.rejects(old.sign().then(signIn), refused(/No live key "old"/));
  assert.ok((await signIn(await next.sign())).secret);
});

test("an unknown kid asks the address anew at most once a minute, whatever comes in; an issuer nobody registered asks nobody", async () => {
  const { owner, issuer, server } = await publishingHost();
  const [first, second] = [await makeSigner(world.clock, issuer, "k1"), await makeSigner(world.clock, issuer, "k2")];
  server.answer = { keys: [first.jwk] };
  await addKeySet(owner, { issuer, url: server.url }, askFreely);
  for (let turn = 0; turn < 5; turn++) await signIn(await first.sign());
  assert.equal(server.asked, 1, "what was fetched is kept");
  for (let turn = 0; turn < 5; turn++) await assert.rejects(second.sign().then(signIn), refused(/has no such key/));
  assert.equal(server.asked, 1, "asked less than a minute ago");
  server.answer = { keys: [first.jwk, second.jwk] };
  world.clock.advance(minute + 1);
  const tokens = await Promise.all(Array.from({ length: 8 }, () => second.sign()));
  assert.equal((await Promise.all(tokens.map(signIn))).length, 8, "all wait for the one question");
  assert.equal(server.asked, 2);
  world.clock.advance(minute + 1);
  const stranger = await makeSigner(world.clock, "https://nobody.example", "k1");
  await assert.rejects(stranger.sign({ jku: server.url }).then(signIn), refused(/No live key/));
  assert.equal(server.asked, 2);
});

test("a key taken out of the set signs nobody in once it was asked for after ten minutes, or at once when the owner asks for it", async () => {
  const { owner, issuer, server } = await publishingHost();
  const [kept, gone] = [await makeSigner(world.clock, issuer, "kept"), await makeSigner(world.clock, issuer, "gone")];
  server.answer = { keys: [kept.jwk, gone.jwk] };
  const { id } = await addKeySet(owner, { issuer, url: server.url }, askFreely);
  server.answer = { keys: [kept.jwk] };
  world.clock.advance(9 * minute);
  assert.ok((await signIn(await gone.sign())).secret);
  world.clock.advance(minute + 1);
  assert.ok((await signIn(await kept.sign())).secret);
  await settled(owner, (set) => set.fetchedAt === world.clock.now());
  await assert.rejects(gone.sign().then(signIn), refused(/has no such key/));
  server.answer = { keys: [gone.jwk] };
  world.clock.advance(6_000);
  await refreshKeySet(owner, { keySetId: id }, askFreely);
  await assert.rejects(kept.sign().then(signIn), refused(/has no such key/));
  await assert.rejects(refreshKeySet(owner, { keySetId: id }, askFreely), code("rate_limited"));
});

test("an address that stops answering is stood in for a day, and then says why nobody gets in", async () => {
  const { owner, issuer, server } = await publishingHost();
  const signer = await makeSigner(world.clock, issuer, "k1");
  server.answer = { keys: [signer.jwk] };
  await addKeySet(owner, { issuer, url: server.url }, askFreely);
  server.answer = { status: 503, text: "later" };
  world.clock.advance(23 * 60 * minute);
  assert.ok((await signIn(await signer.sign())).secret);
  await settled(owner, ({ error }) => /answered 503/.test(error ?? ""));
  world.clock.advance(61 * minute);
  await assert.rejects(signer.sign().then(signIn), refused(/answered 503/));
});

test("a known kid is not kept waiting by an address that is slow, and many unknown ones wait for the one answer", async () => {
  const { owner, issuer, server } = await publishingHost();
  const [signer, next] = [await makeSigner(world.clock, issuer, "k1"), await makeSigner(world.clock, issuer, "k2")];
  server.answer = { keys: [signer.jwk] };
  await addKeySet(owner, { issuer, url: server.url }, askFreely);
  server.answer = { keys: [signer.jwk, next.jwk] };
  world.clock.advance(11 * minute);
  const door = openDoor();
  const slow = (token: string) => signInFromHost(world.engine, { token, audience }, (url) => door.opened.then(() => askFreely(url)));
  for (let turn = 0; turn < 3; turn++) assert.ok((await slow(await signer.sign())).secret, "the address has not answered");
  assert.equal(server.asked, 1);
  const tokens = await Promise.all(Array.from({ length: 8 }, () => next.sign()));
  const waiting = Promise.all(tokens.map(slow));
  door.open();
  assert.equal((await waiting).length, 8);
  assert.equal(server.asked, 2);
});

/** Holds whoever comes until it is opened. */
function openDoor(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** Waits for what is asked beside a sign-in to be written. */
async function settled(owner: Ctx, holds: (set: KeySetRow) => boolean): Promise<void> {
  for (let waited = 0; waited < 1_000; waited++) {
    const [set] = await listKeySets(owner);
    if (set && holds(set)) return;
    await sleep(20);
  }
  assert.fail("the set was not asked for");
}

test("what is no set of public signing keys is refused when it is added, with what is wrong", async () => {
  const { owner, issuer, server } = await publishingHost();
  const signer = await makeSigner(world.clock, issuer, "k1");
  const wrongs: [typeof server.answer, RegExp][] = [
    [{ keys: [] }, /no key with a kid/],
    [{ keys: [{ ...signer.jwk, use: "enc" }] }, /no key with a kid/],
    [{ keys: [{ ...signer.jwk, d: "secret" }] }, /publishes a private key/],
    [{ text: "<html>" }, /no key set/],
    [{ status: 302, text: "" }, /no redirect is followed/],
    [{ text: `{"keys":[],"x":"${"x".repeat(70_000)}"}` }, /longer than 64 KB/],
  ];
  for (const [answer, why] of wrongs) {
    server.answer = answer;
    await assert.rejects(addKeySet(owner, { issuer, url: server.url }, askFreely), (error: unknown) => {
      assert.ok(error instanceof StoaError && error.code === "refused");
      return why.test(error.why ?? "");
    });
  }
  await assert.rejects(
    registerSideKey(owner, { kid: "k", issuer, jwk: { kty: "EC", crv: "P-384", x: "a", y: "b" } }),
    code("invalid_input"),
  );
});

test("an issuer is one host's: another can neither register under it nor publish for it, and sees and removes nothing", async () => {
  const [one, two] = [await publishingHost(), await publishingHost()];
  const signer = await makeSigner(world.clock, one.issuer, "k1");
  one.server.answer = { keys: [signer.jwk] };
  two.server.answer = { keys: [(await makeSigner(world.clock, one.issuer, "k2")).jwk] };
  const { id } = await addKeySet(one.owner, { issuer: one.issuer, url: one.server.url }, askFreely);
  await assert.rejects(addKeySet(two.owner, { issuer: one.issuer, url: two.server.url }, askFreely), code("conflict"));
  await assert.rejects(registerSideKey(two.owner, { kid: "k2", issuer: one.issuer, jwk: signer.jwk }), code("conflict"));
  assert.deepEqual(await listKeySets(two.owner), []);
  await assert.rejects(removeKeySet(two.owner, { keySetId: id }), code("not_found"));
  await assert.rejects(refreshKeySet(two.owner, { keySetId: id }, askFreely), code("not_found"));
  const token = await signer.sign();
  const seen = await checkHostToken(two.owner, { token, audience }, askFreely);
  assert.deepEqual(
    seen.checks.filter(({ state }) => state === "failed").map(({ what }) => what),
    [`No live key "k1" is registered for the issuer "${one.issuer}".`],
  );
  assert.equal((await checkHostToken(one.owner, { token, audience }, askFreely)).accepted, true);
  assert.equal(
    (await findEmbedPlace(world.engine, { issuer: one.issuer, kid: "k1", origin: undefined, publicUrl: audience }, askFreely)).problem
      ?.code,
    "unknown_origin",
  );
  await removeKeySet(one.owner, { keySetId: id });
  await assert.rejects(signIn(token), refused(/No live key/));
});
