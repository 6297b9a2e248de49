import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, test } from "node:test";

const root = join(import.meta.dirname, "../..");
const diff = /```diff\n(.*?)^```/ms.exec(readFileSync(join(root, "docs/host-actions.md"), "utf8"))?.[1] ?? "";
const copy = mkdtempSync(join(tmpdir(), "host-actions-diff-"));
after(() => rmSync(copy, { recursive: true, force: true }));

interface Product {
  startHost(options: { dataFolder: string }): Promise<{ url: string; apiKeys: Record<string, string>; stop(): Promise<void> }>;
}

test("the check in the documents is under 40 lines, and without it the product is what it was", async () => {
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
  assert.ok(!existsSync(join(copy, "examples/host/api/check-stoa-token.ts")));
  const { startHost } = (await import(pathToFileURL(join(copy, "examples/host/start-host.ts")).href)) as Product;
  const host = await startHost({ dataFolder: join(copy, "data") });
  const ask = async (token: string): Promise<number> =>
    (await fetch(`${host.url}/api/contacts`, { headers: { authorization: `Bearer ${token}` } })).status;
  assert.deepEqual([await ask(host.apiKeys["com_northwind"] ?? ""), await ask("eyJhbGciOiJFUzI1NiJ9.e30.x")], [200, 401]);
  await host.stop();
});
