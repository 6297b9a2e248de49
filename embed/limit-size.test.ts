import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { build } from "vite";
import { limitSize, mostBytes } from "./limit-size.ts";

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
