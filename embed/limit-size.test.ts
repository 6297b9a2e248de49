import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { build } from "vite";
import { limitSize, mostBytes } from "./limit-size.ts";
import { packFolder } from "./pack-host.ts";

const outDir = mkdtempSync(join(tmpdir(), "embed-size-"));
after(() => rmSync(outDir, { recursive: true, force: true }));

const buildWith = (limit: number): Promise<unknown> =>
  build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: "silent",
    plugins: [limitSize(limit)],
    build: { target: "es2023", outDir, emptyOutDir: true, lib: { entry: "index.ts", formats: ["es"], fileName: () => "element.js" } },
  });

test("the element is at most 25 KB gzipped, and a build above its limit fails with its size", async () => {
  assert.equal(mostBytes, 25 * 1024);
  await buildWith(mostBytes);
  await assert.rejects(buildWith(2_000), /the element has \d+ bytes gzipped .* may be asked for 2000/);
});

test("the package that a Stoa serves is all that a product needs", () => {
  const folder = mkdtempSync(join(tmpdir(), "stoa-host-"));
  try {
    assert.deepEqual(packFolder(), packFolder());
    writeFileSync(join(folder, "stoa-host.tgz"), packFolder());
    mkdirSync(join(folder, "node_modules/@stoa/host"), { recursive: true });
    execFileSync("tar", ["-xzf", "stoa-host.tgz", "--strip-components=1", "-C", "node_modules/@stoa/host"], { cwd: folder });
    const { privateKey } = generateKeyPairSync("ed25519");
    writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
    writeFileSync(
      join(folder, "sign.mjs"),
      `import { readFileSync } from "node:fs";
import { signPerson } from "@stoa/host";
const key = { kid: "k", privateKey: readFileSync("key.pem", "utf8") };
console.log(signPerson({ id: "u", customer: { id: "c" } }, { stoaUrl: "https://stoa.example.com", issuer: "i", key }));`,
    );
    const told = execFileSync(process.execPath, ["sign.mjs"], { cwd: folder, encoding: "utf8" });
    assert.match(told, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
