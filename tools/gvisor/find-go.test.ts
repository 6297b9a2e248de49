import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findGo } from "./find-go.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-go-"));
after(() => rmSync(folder, { recursive: true }));

function goOf(version: string): string {
  const path = join(folder, `go-${version}`);
  writeFileSync(path, `#!/bin/sh\necho go version go${version} linux/amd64\n`);
  chmodSync(path, 0o755);
  return path;
}

test("the first Go that is new enough is taken, whatever stands before it", async () => {
  const [old, fresh] = [goOf("1.19.8"), goOf("1.26.1")];
  assert.equal(await findGo(["/nowhere/go", old, fresh]), fresh);
});

test("what is missing is said", async () => {
  await assert.rejects(findGo(["/nowhere/go"]), /there is none.*go\.dev/);
  await assert.rejects(findGo([goOf("1.20")]), /go-1\.20 is 1\.20/);
});
