import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { checkStoaToken, signPerson, StoaTokenError, type CheckOptions } from "@stoa/host";
import { exportJWK, jwtVerify, SignJWT, type JWK } from "jose";

const stoa = { keys: [] as JWK[], asked: 0, status: 200 };
const server = createServer((_request, response) => {
  stoa.asked += 1;
  response.writeHead(stoa.status, { "content-type": "application/json" }).end(JSON.stringify({ keys: stoa.keys }));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
after(() => server.close());
const stoaUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const api = "https://app.example.com/api";
const now = (): Date => new Date("2026-11-29T12:00:00Z");
const seconds = now().getTime() / 1000;

const makeKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
let hosts = 0;

/** A host of its own name, whose keys nobody read yet. */
async function openHost() {
  const { privateKey, publicKey } = makeKey();
  const kid = `key-${++hosts}`;
  stoa.keys = [{ ...(await exportJWK(publicKey)), kid }];
  const options: CheckOptions = { stoaUrl, host: `host-${hosts}`, api, now };
  const sign = (over: object = {}, head: object = {}, key: KeyObject = privateKey) =>
    new SignJWT({
      iss: stoaUrl,
      aud: api,
      jti: crypto.randomUUID(),
      iat: seconds,
      exp: seconds + 60,
      customer: "com_1",
      method: "GET",
      path: "/contacts",
      action: "contacts.list",
      scope: "a b",
      installation: "ins_1",
      integration: "int_1",
      run: "run_1",
      ...over,
    })
      .setProtectedHeader({ alg: "ES256", typ: "stoa-call+jwt", kid, ...head })
      .sign(key);
  const ask = (token: string, over: object = {}, more: Partial<CheckOptions> = {}) =>
    checkStoaToken(
      { method: "GET", url: "/api/contacts?limit=2", headers: { authorization: `Bearer ${token}` }, ...over },
      { ...options, ...more },
    );
  return { kid, options, sign, ask };
}

test("a token of Stoa's is good for its one request, once", async () => {
  const { sign, ask } = await openHost();
  const token = await sign();
  const call = await ask(token);
  assert.deepEqual(
    { ...call, jti: "" },
    {
      customer: "com_1",
      action: "contacts.list",
      scopes: ["a", "b"],
      installation: "ins_1",
      integration: "int_1",
      run: "run_1",
      jti: "",
    },
  );
  await assert.rejects(ask(token), { name: "StoaTokenError", statusCode: 401, message: /used before/ });
  await assert.rejects(ask(await sign(), { method: "POST" }), /another request/);
  await assert.rejects(ask(await sign(), { url: "/api/contacts/1" }), /another request/);
  assert.equal((await ask(await sign(), { url: "/contacts", originalUrl: "/api/contacts" }))?.customer, "com_1");
  const fetched = new Request(`${api}/contacts`, { headers: { authorization: `Bearer ${await sign()}` } });
  assert.equal((await ask("", fetched))?.run, undefined);
  assert.equal((await checkStoaToken(fetched, { stoaUrl, host: `host-${hosts}`, api, now }))?.run, "run_1");
  const atRoot = await sign({ aud: "https://api.example.com" });
  assert.equal((await ask(atRoot, { url: "/contacts" }, { api: "https://api.example.com/" }))?.customer, "com_1");
});

test("what is not Stoa's, not for here or not for now is refused with its reason", async () => {
  const { sign, ask, kid } = await openHost();
  const wrong: [string | Promise<string>, RegExp][] = [
    [sign({ iss: "https://elsewhere.example" }), /it is of https:\/\/elsewhere/],
    [sign({ aud: "https://other.example" }), /it is for https:\/\/other/],
    [sign({ aud: [api] }), /not for/],
    [sign({ iat: seconds - 80, exp: seconds - 20 }), /ended 20 s ago/],
    [sign({ iat: seconds + 30, exp: seconds + 90 }), /a clock is wrong/],
    [sign({ exp: seconds + 600 }), /how long/],
    [sign({ exp: undefined }), /how long/],
    [sign({ customer: "" }), /names no customer/],
    [sign({ jti: undefined }), /has no id/],
    [sign({ path: "/" }), /another request/],
    [sign({}, {}, makeKey().privateKey), /signature is wrong/],
    [sign({}, { kid: "unknown" }), /key is none of those/],
  ];
  for (const [token, why] of wrong) await assert.rejects(ask(await token), why);
  await assert.rejects(ask(await sign(), {}, { action: "contacts.create" }), /not for contacts.create/);
  const [, body = "", signature = ""] = (await sign()).split(".");
  const head = (alg: string) => Buffer.from(JSON.stringify({ alg, typ: "stoa-call+jwt", kid })).toString("base64url");
  for (const alg of ["none", "HS256", "ES384"]) await assert.rejects(ask(`${head(alg)}.${body}.${signature}`), /signed as Stoa signs/);
  for (const other of ["llk_secret", `${head("none").slice(2)}.${body}.x`, await sign({}, { typ: "JWT" })])
    assert.equal(await ask(other), undefined);
  assert.equal(await ask(await sign(), {}, { stoaUrl: undefined }), undefined);
  const toError = (why: string, status: number) => new RangeError(`${status} ${why}`);
  await assert.rejects(ask(await sign({ path: "/" }), {}, { toError }), { name: "RangeError", message: /^401 / });
});

test("keys are read once for many, anew at an unknown id, and a store that processes share has the last word", async () => {
  const { sign, ask } = await openHost();
  stoa.asked = 0;
  await Promise.all(Array.from({ length: 20 }, async () => ask(await sign())));
  assert.equal(stoa.asked, 1);
  await assert.rejects(ask(await sign({}, { kid: "made-up" })), /none of those/);
  assert.equal(stoa.asked, 1, "not again within ten seconds of the last reading");
  await assert.rejects(ask(await sign(), {}, { once: async () => false }), /used before/);
  stoa.status = 503;
  const other = await openHost();
  await assert.rejects(
    other.ask(await other.sign()),
    (error: unknown) => error instanceof StoaTokenError && error.statusCode === 503 && /answered 503/.test(error.message),
  );
  stoa.status = 200;
  assert.equal((await other.ask(await other.sign()))?.customer, "com_1");
});

test("a person is signed by keys of each kind, with nothing of theirs that was not asked for", async () => {
  const person = {
    id: "u-1",
    name: 'Zoë "Q"',
    passwordHash: "x",
    role: "owner",
    customer: { id: "c-1", name: "Quill", plan: "secret" },
  } as const;
  const kinds = [
    ["EdDSA", generateKeyPairSync("ed25519")],
    ["ES256", makeKey()],
    ["RS256", generateKeyPairSync("rsa", { modulusLength: 2048 })],
  ] as const;
  for (const [alg, { privateKey, publicKey }] of kinds) {
    const pem = privateKey.export({ type: "pkcs8", format: "pem" });
    for (const key of [privateKey, pem]) {
      const token = signPerson(person, { stoaUrl: `${stoaUrl}/`, issuer: "quill.example", key: { kid: "k", privateKey: key }, now });
      const { payload, protectedHeader } = await jwtVerify(token, publicKey, {
        currentDate: now(),
        audience: stoaUrl,
        issuer: "quill.example",
      });
      assert.deepEqual(protectedHeader, { alg, typ: "JWT", kid: "k" });
      const { jti, ...claims } = payload;
      assert.match(jti ?? "", /^[0-9a-f-]{36}$/);
      assert.deepEqual(claims, {
        iss: "quill.example",
        aud: stoaUrl,
        iat: seconds,
        exp: seconds + 60,
        sub: "u-1",
        name: 'Zoë "Q"',
        role: "owner",
        customer: { id: "c-1", name: "Quill" },
      });
    }
  }
  const weak = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;
  assert.throws(() => signPerson(person, { stoaUrl, issuer: "i", key: { kid: "k", privateKey: weak } }), /openssl genpkey/);
});
