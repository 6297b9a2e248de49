import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, test } from "node:test";

const root = join(import.meta.dirname, "../..");
const diff = /```diff\n(.*?)^```/ms.exec(readFileSync(join(root, "docs/embedding.md"), "utf8"))?.[1] ?? "";
const copy = mkdtempSync(join(tmpdir(), "host-diff-"));
after(() => rmSync(copy, { recursive: true, force: true }));

interface Product {
  startHost(options: { dataFolder: string; stoaUrl?: string }): Promise<{
    url: string;
    apiKeys: Record<string, string>;
    stop(): Promise<void>;
  }>;
}

interface Shown {
  page: string;
  policy: string;
  token: number;
  /** What its API answers its own key, and a token that says it is Stoa's. */
  api: [number, number];
  /** Whether keys of Stoa's were asked for. */
  why: string;
}

const token = `${Buffer.from('{"alg":"ES256","typ":"stoa-call+jwt","kid":"k"}').toString("base64url")}.e30.AA`;

/** The product in this folder, as its signed-in person and programs get it. */
async function integrationsOf(folder: string, name: string): Promise<Shown> {
  const { startHost } = (await import(pathToFileURL(join(folder, "examples/host/start-host.ts")).href)) as Product;
  const host = await startHost({ dataFolder: join(copy, name), stoaUrl: "https://stoa.example.invalid" });
  try {
    const form = new URLSearchParams({ email: "maria@northwind.example", password: "ledgerline-demo" });
    const origin = { origin: host.url };
    const signedIn = await fetch(`${host.url}/sign-in`, { method: "POST", body: form, headers: origin, redirect: "manual" });
    const headers = { ...origin, cookie: signedIn.headers.get("set-cookie")?.split(";")[0] ?? "" };
    const page = await fetch(`${host.url}/integrations`, { headers });
    const signed = await fetch(`${host.url}/integrations/token`, { method: "POST", headers });
    const ask = (bearer: string) => fetch(`${host.url}/api/contacts`, { headers: { authorization: `Bearer ${bearer}` } });
    const [own, stoas] = [await ask(host.apiKeys["com_northwind"] ?? ""), await ask(token)];
    return {
      page: await page.text(),
      policy: page.headers.get("content-security-policy") ?? "",
      token: signed.status,
      api: [own.status, stoas.status],
      why: await stoas.text(),
    };
  } finally {
    await host.stop();
  }
}

test("script tag, signing and check of Stoa's token are under 40 lines in the documents, and they are what makes an unmodified product show the marketplace", async () => {
  const changed = diff.split("\n").filter((line) => /^[+-](?![+-])/.test(line));
  assert.ok(changed.length > 10 && changed.length < 40, `${changed.length} lines`);
  cpSync(join(root, "examples/host"), join(copy, "examples/host"), {
    recursive: true,
    filter: (path) => !/\/\.data|node_modules/.test(path),
  });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  writeFileSync(join(copy, "package.json"), '{ "type": "module" }');
  execFileSync("git", ["apply", "--reverse", "--whitespace=nowarn", "-"], {
    cwd: copy,
    input: diff,
    env: { ...process.env, GIT_DIR: join(copy, "no-repository") },
  });
  const before = await integrationsOf(copy, "before");
  assert.match(before.page, /No marketplace is connected/);
  assert.doesNotMatch(before.page + before.policy, /stoa\.example\.invalid|stoa-marketplace/);
  assert.equal(before.token, 404);
  assert.deepEqual(before.api, [200, 401]);
  assert.match(before.why, /This API key is unknown/);
  const now = await integrationsOf(root, "now");
  assert.match(now.page, /<stoa-marketplace token-url="\/integrations\/token" deep-links>/);
  assert.match(now.policy, /frame-src https:\/\/stoa\.example\.invalid/);
  assert.equal(now.token, 200);
  assert.deepEqual(now.api, [200, 401]);
  assert.match(now.why, /Stoa's keys cannot be read from https:/);
});
