import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import type { Ctx } from "../../server/base/index.ts";
import { askNobody, registerSideKey, signInFromHost } from "../../server/rooms/identity/index.ts";
import { openWorld } from "../../server/testing/index.ts";
import { callers, type Caller } from "./callers.ts";

const run = promisify(execFile);
const world = await openWorld();
const audience = "https://stoa.example.com";
const folder = mkdtempSync(join(tmpdir(), "signing-"));
after(() => rmSync(folder, { recursive: true, force: true }));

before(async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  const host = await world.makeHost();
  const side: Ctx = { ...host.owner, scope: { kind: "side", sideId: host.testSideId, hostId: host.hostId } };
  const jwk = { ...publicKey.export({ format: "jwk" }), alg: "EdDSA" };
  await registerSideKey(side, { kid: "2026-11", issuer: "https://quill.example", jwk });
  // The programs take the time from the machine.
  world.clock.advance(Date.now() - world.clock.now());
});

async function callIn({ file, name, program, command }: Caller): Promise<string> {
  copyFileSync(join(import.meta.dirname, "../../examples/signing", file), join(folder, file));
  writeFileSync(join(folder, name), program);
  const [first = "", ...rest] = command;
  const stoa = { STOA_KEY_FILE: join(folder, "key.pem"), STOA_KID: "2026-11", STOA_ISSUER: "https://quill.example", STOA_URL: audience };
  const env = { PATH: `${process.env["PATH"]}:/usr/local/go/bin`, HOME: folder, GOCACHE: join(folder, "go"), GO111MODULE: "off", ...stoa };
  const { stdout, stderr } = await run(first, rest, { cwd: folder, env });
  return (stdout || stderr).trim();
}

for (const caller of callers) {
  test(`the signing function in ${caller.language} signs a person in, and a changed token of it does not`, async () => {
    const token = await callIn(caller);
    world.clock.advance(Date.now() - world.clock.now());
    const [header = "", payload = "", signature = ""] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as { name: string; role: string };
    assert.equal(claims.name, 'Zoë "Q"');
    const forged = Buffer.from(JSON.stringify({ ...claims, role: "viewer" })).toString("base64url");
    await assert.rejects(
      signInFromHost(world.engine, { token: `${header}.${forged}.${signature}`, audience }, askNobody),
      (error: Error & { why?: string }) => /signature/.test(error.why ?? ""),
    );
    const session = await signInFromHost(world.engine, { token, audience }, askNobody);
    assert.match(session.secret, /^stoa_ses_/);
  });
}
