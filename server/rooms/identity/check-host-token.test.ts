import assert from "node:assert/strict";
import { before, test } from "node:test";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import type { TokenChecksView } from "@stoa/contract";
import type { Ctx } from "../../base/index.ts";
import { openWorld, type TestHost } from "../../testing/index.ts";
import { checkHostToken } from "./check-host-token.ts";
import { editHost } from "./edit-host.ts";
import { askNobody } from "./fetch-key-set.ts";
import { findEmbedPlace } from "./find-embed-place.ts";
import { matchesOrigin } from "./match-origin.ts";
import { openOriginList } from "./open-origin-list.ts";
import { registerSideKey } from "./register-side-key.ts";
import { signInFromHost } from "./sign-in-from-host.ts";

const world = await openWorld();
const audience = "http://127.0.0.1:4400";
let host: TestHost & { owner: Ctx };
let other: TestHost & { owner: Ctx };
let side: Ctx;
let key: CryptoKey;

before(async () => {
  host = await world.makeHost();
  other = await world.makeHost();
  side = { ...host.owner, scope: { kind: "side", sideId: host.testSideId, hostId: host.hostId } };
  const pair = await generateKeyPair("EdDSA", { extractable: true });
  key = pair.privateKey;
  await registerSideKey(side, { kid: "k1", issuer: "checked", jwk: { ...(await exportJWK(pair.publicKey)), alg: "EdDSA" } });
});

interface Changes {
  issuer?: string;
  aud?: string;
  at?: number;
  seconds?: number;
  claims?: object;
}

function sign({ issuer = "checked", aud = audience, at = 0, seconds = 60, claims }: Changes = {}): Promise<string> {
  const now = Math.floor(world.clock.now() / 1000) + at;
  return new SignJWT({ customer: { id: "c", name: "Acme" }, name: "Ann", role: "owner", ...claims })
    .setProtectedHeader({ alg: "EdDSA", kid: "k1" })
    .setIssuer(issuer)
    .setAudience(aud)
    .setSubject("u")
    .setJti(crypto.randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + seconds)
    .sign(key);
}

const check = (token: string, ctx = side): Promise<TokenChecksView> => checkHostToken(ctx, { token, audience }, askNobody);
const failedOf = ({ checks }: TokenChecksView): string[] => checks.filter(({ state }) => state === "failed").map(({ name }) => name);

test("a right token passes every check and is not used up by it; once used, only that is wrong", async () => {
  const token = await sign();
  const found = await check(`${token}\n`);
  assert.equal(found.accepted, true);
  assert.ok(found.checks.every(({ state }) => state === "passed"));
  await signInFromHost(world.engine, { token, audience }, askNobody);
  const again = await check(token);
  assert.equal(again.accepted, false);
  assert.deepEqual(failedOf(again), ["once"]);
});

test("each fault is told with what mends it, several at once", async () => {
  const wrong = await check(await sign({ aud: `${audience}/`, at: 90, seconds: 600, claims: { customer: "Acme" } }));
  assert.deepEqual(failedOf(wrong), ["audience", "clock", "length", "claims"]);
  assert.ok(wrong.checks.every(({ state, fix }) => state !== "failed" || (fix ?? "").length > 0));
  assert.match(wrong.checks.find(({ name }) => name === "clock")?.what ?? "", /signed 90 s in the future/);
  const [head, , tail] = (await sign()).split(".");
  const forged = `${head}.${Buffer.from('{"iss":"checked"}').toString("base64url")}.${tail}`;
  assert.deepEqual(failedOf(await check(forged)), ["signature"]);
  assert.deepEqual(failedOf(await check("hello")), ["form"]);
});

test("a token whose issuer, key id or claims are no text that can be looked up or kept is refused by its form, whoever sends it", async () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const made = (header: object, claims: object): string => `${part({ alg: "EdDSA", ...header })}.${part(claims)}.AAAA`;
  const wrong = [
    made({ kid: "k1" }, { iss: "checked\0" }),
    made({ kid: "k\0" }, { iss: "checked" }),
    made({ kid: "k1" }, { iss: "checked", customer: { name: "\ud800" } }),
    made({ kid: "k1" }, { iss: { toString: "x" } }),
    made({ kid: ["k1"] }, { iss: "checked" }),
    made({ kid: "k1" }, { iss: "c".repeat(5_000) }),
  ];
  for (const token of wrong) {
    assert.deepEqual(failedOf(await check(token)), ["form"]);
    await assert.rejects(signInFromHost(world.engine, { token, audience }, askNobody), { code: "unauthenticated" });
  }
});

test("a key of another host's side, and of the host's own other side, is not known here", async () => {
  const token = await sign();
  for (const ctx of [other.owner, host.owner]) assert.deepEqual(failedOf(await check(token, ctx)), ["key"]);
  const { owner: publisher } = await world.makePublisher(host.hostId);
  await assert.rejects(check(token, publisher), { code: "forbidden" });
});

const asked = { issuer: "checked", publicUrl: audience };

test("a page is told whether it may show the marketplace; the origins of a live side are not told", async () => {
  const place = (origin?: string) => findEmbedPlace(world.engine, { ...asked, kid: "k1", origin }, askNobody);
  await editHost(host.owner, { hostId: host.hostId, origins: ["https://app.example.com", "https://*.eu.example.com"] });
  const { problem, origin } = await place("https://app.example.com");
  assert.deepEqual([problem, origin], [null, new URL(audience).origin], "a side without a domain stays where it was asked");
  assert.equal((await place("https://shop.eu.example.com")).problem, null);
  const refused = await place("https://evil.example");
  assert.equal(refused.test, true);
  assert.match(refused.problem?.why ?? "", /https:\/\/evil\.example is not registered \(registered: https:\/\/app\.example\.com/);
  assert.equal((await findEmbedPlace(world.engine, { ...asked, kid: "k9", origin: undefined }, askNobody)).problem?.code, "unknown_key");
  const pair = await generateKeyPair("EdDSA", { extractable: true });
  await registerSideKey(host.owner, { kid: "live", issuer: "checked", jwk: { ...(await exportJWK(pair.publicKey)), alg: "EdDSA" } });
  const live = await findEmbedPlace(world.engine, { ...asked, kid: "live", origin: "https://evil.example" }, askNobody);
  assert.equal(live.test, false);
  assert.doesNotMatch(JSON.stringify(live), /app\.example\.com/);
});

test("a star stands for names below and for nothing else", () => {
  const registered = ["https://*.example.com", "http://127.0.0.1:4410"];
  assert.deepEqual(
    ["https://a.example.com", "https://a.b.example.com", "http://127.0.0.1:4410"].map((origin) => matchesOrigin(registered, origin)),
    [true, true, true],
  );
  for (const origin of ["https://example.com", "http://a.example.com", "https://evilexample.com", "http://127.0.0.1:44100", "null"])
    assert.equal(matchesOrigin(registered, origin), false, origin);
});

test("pages of origins that a host registered may call, soon after it did", async () => {
  const mayCall = openOriginList(world.engine);
  assert.equal(await mayCall("https://late.example"), false);
  await editHost(other.owner, { hostId: other.hostId, origins: ["https://late.example"] });
  world.clock.advance(5_000);
  assert.equal(await mayCall("https://late.example"), true);
});
