import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { searchFolder } from "./search-folder.ts";
import { findSpellings, spellingsOf } from "./spellings.ts";

const secret = "seed+ed/ü secret 4711%&?";
const spellings = spellingsOf(secret);

test("a secret is found in each spelling, wherever it stands", () => {
  const around = (text: string): Buffer => Buffer.from(`before ${text} after`);
  const base64 = (before: string): string => Buffer.from(`${before}${secret}and more`).toString("base64");
  const found = (bytes: Buffer): string[] => findSpellings(bytes, spellings).map((name) => name.split(",")[0] ?? "");
  assert.deepEqual(found(around(secret)), ["plain"]);
  assert.deepEqual(found(around(encodeURIComponent(secret))), ["URL-encoded"]);
  assert.deepEqual(found(around(Buffer.from(secret).toString("hex").toUpperCase())), ["hex"]);
  for (const [offset, before] of ["", "x", "xy"].entries())
    assert.ok(found(around(base64(before))).includes(`base64 at ${offset}`), before);
  assert.ok(found(around(Buffer.from(`${secret}and more`).toString("base64url"))).includes("base64 at 0"));
  assert.deepEqual(found(around("seed+ed/ü another 4711")), []);
});

test("a secret is found in files, also in compressed ones", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "stoa-search-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "plain"), secret);
  writeFileSync(join(folder, "a.zst"), zstdCompressSync(`line\n${secret}\n`));
  writeFileSync(join(folder, "a.gz"), gzipSync(`line\n${secret}\n`));
  writeFileSync(join(folder, "clean"), "nothing");
  const { found, files } = searchFolder(folder, spellings);
  assert.equal(files, 4);
  assert.deepEqual(
    // So short a text may stand uncompressed in a compressed file, and is then found twice.
    [...new Set(found.map((text) => text.slice(folder.length + 1)))].toSorted(),
    ["a.gz (plain)", "a.zst (plain)", "plain (plain)"],
  );
});
