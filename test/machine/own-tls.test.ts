import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, test } from "node:test";
import type { StatusView } from "@stoa/contract";
import { freePort, runMain, stopMain } from "../../server/machine/testing/run-main.ts";
import { ask, bodyOf, jsonHeaders } from "./proxy/ask-https.ts";
import { makeCertificate } from "./proxy/make-certificate.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-tls-"));
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true, force: true }));
const filesOf = (name: string): { certFile: string; keyFile: string } => ({
  certFile: join(folder, `${name}.pem`),
  keyFile: join(folder, `${name}.key`),
});
const tlsOf = ({ certFile, keyFile }: ReturnType<typeof filesOf>): Record<string, string> => ({
  STOA_TLS_CERT: certFile,
  STOA_TLS_KEY: keyFile,
});

test("TLS from files that only whoever starts Stoa may read; a renewed certificate is served without a new start", async () => {
  const files = filesOf("own");
  makeCertificate(files, "DNS:localhost,IP:127.0.0.1");
  const port = process.getuid?.() === 0 ? await lowPort() : await freePort();
  const main = await runMain({ dataDir: join(folder, "data"), port, env: tlsOf(files) });
  try {
    assert.equal(main.code, undefined, main.stderr);
    const url = `https://127.0.0.1:${port}`;
    const code = new RegExp(`as operator: ${url}/sign-in#(\\S+)`).exec(main.stdout)?.[1] ?? assert.fail(main.stdout);
    const first = readFileSync(files.certFile, "utf8");
    const body = JSON.stringify({ code });
    const joined = await ask(`${url}/v1/sessions`, { method: "POST", headers: { ...jsonHeaders, origin: url }, body, ca: first });
    assert.equal(joined.statusCode, 200, await bodyOf(joined));
    const [cookie = ""] = joined.headers["set-cookie"] ?? [];
    assert.match(cookie, /; Secure$/);
    await assert.rejects(ask(`http://127.0.0.1:${port}/healthz`), /ECONNRESET|socket hang up/);
    makeCertificate(files, "DNS:localhost,IP:127.0.0.1", 3);
    const renewed = readFileSync(files.certFile, "utf8");
    await until(() => ask(`${url}/healthz`, { ca: renewed }).then(({ statusCode }) => statusCode === 200));
    await assert.rejects(ask(`${url}/healthz`, { ca: first }), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    const status = await ask(`${url}/v1/operator/status`, { headers: { cookie: cookie.split(";")[0] ?? "" }, ca: renewed });
    const { notices } = JSON.parse(await bodyOf(status)) as StatusView;
    assert.ok(notices.some(({ title, fix }) => title === "The certificate expires soon" && fix?.includes(files.certFile)));
  } finally {
    assert.equal(await stopMain(main), 0);
  }
});

test("a certificate that cannot serve is said before anything is made", async () => {
  const [one, other] = [filesOf("one"), filesOf("other")];
  makeCertificate(one, "DNS:localhost");
  makeCertificate(other, "DNS:localhost");
  for (const [env, words] of [
    [{ ...tlsOf(one), STOA_TLS_KEY: other.keyFile }, /do not make a certificate[^]*The key belongs to another certificate/],
    [{ ...tlsOf(one), STOA_TLS_CERT: one.keyFile }, /do not make a certificate/],
    [{ ...tlsOf(one), STOA_TLS_KEY: join(folder, "none") }, /STOA_TLS_KEY names .*none[^]*There is no such file/],
    [{ STOA_TLS_CERT: one.certFile }, /Only one of STOA_TLS_CERT and STOA_TLS_KEY is set/],
    [{ STOA_TRUSTED_PROXIES: "127.0.0.1 proxy.example" }, /STOA_TRUSTED_PROXIES has "proxy.example"/],
    [{ STOA_URL: "stoa.example.com" }, /STOA_URL is "stoa.example.com"/],
  ] as const) {
    const dataDir = join(folder, "untouched");
    const main = await runMain({ dataDir, port: await freePort(), env });
    assert.equal(main.code, 78, main.stderr);
    assert.match(main.stderr, words);
    assert.match(main.stderr, /fix: /);
    assert.doesNotMatch(main.stderr, /PRIVATE KEY/);
    assert.equal(existsSync(dataDir), false);
  }
});

/** As 443 is: bound by who may, though the server itself is not root. */
async function lowPort(port = 1023): Promise<number> {
  const server = createServer().listen(port, "127.0.0.1");
  const taken = await once(server, "listening").then(
    () => false,
    () => true,
  );
  server.close();
  return taken ? lowPort(port - 1) : port;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await isSo().catch(() => false))) {
    assert.ok(performance.now() < end, "not within 20 s");
    await sleep(250);
  }
}
