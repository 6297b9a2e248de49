import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { startHost } from "./start-host.ts";
import { browserOf, startTestHost } from "./test-host.ts";

test("the token names the person, the company and the role, lives a minute, and is another each time", async () => {
  const host = await startTestHost("http://127.0.0.1:4400/");
  const keys = createLocalJWKSet(host.registration.jwks);
  const tokenOf = async (email: string): Promise<string> => {
    const browser = await browserOf(host).signIn(email);
    return ((await (await browser.post("/integrations/token", {})).json()) as { token: string }).token;
  };
  const token = await tokenOf("maria@northwind.example");
  assert.equal(decodeProtectedHeader(token).kid, host.registration.jwks.keys[0]?.kid);
  const { payload } = await jwtVerify(token, keys, { issuer: "ledgerline", audience: "http://127.0.0.1:4400", algorithms: ["ES256"] });
  assert.deepEqual(payload["customer"], { id: "com_northwind", name: "Northwind Joinery" });
  assert.equal(payload["name"], "Maria Jensen");
  assert.equal(payload["role"], "owner");
  assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 60);
  const second = await jwtVerify(await tokenOf("maria@northwind.example"), keys);
  assert.notEqual(second.payload.jti, payload.jti);
  assert.equal(second.payload.sub, payload.sub);
  assert.deepEqual((await jwtVerify(await tokenOf("tom@northwind.example"), keys)).payload["role"], "viewer");
  assert.equal((await browserOf(host).post("/integrations/token", {})).status, 401);
  await host.stop();
});

test("the registration tells the public half only, and the key file is the owner's alone", async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), "ledgerline-"));
  const host = await startHost({ dataFolder });
  const told = (await (await fetch(`${host.url}/.well-known/marketplace-host.json`)).json()) as typeof host.registration;
  assert.deepEqual(told, host.registration);
  assert.equal(told.origin, host.url);
  assert.equal("d" in (told.jwks.keys[0] ?? {}), false);
  assert.equal((await stat(join(dataFolder, "marketplace-key.json"))).mode & 0o777, 0o600);
  await host.stop();
  const again = await startHost({ dataFolder });
  assert.equal(again.registration.jwks.keys[0]?.kid, told.jwks.keys[0]?.kid);
  assert.deepEqual(again.apiKeys, host.apiKeys);
  await again.stop();
  await rm(dataFolder, { recursive: true });
});
