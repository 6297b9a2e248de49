import assert from "node:assert/strict";
import { test } from "node:test";
import { readZip } from "./testing/read-zip.ts";
import { writeZip, zipPath, type ZipEntry } from "./index.ts";

const at = Date.parse("2026-03-29T10:00:00Z");

async function* entries(...some: ZipEntry[]): AsyncGenerator<ZipEntry> {
  yield* some;
}

async function* pieces(count: number, size: number): AsyncGenerator<Buffer> {
  for (let index = 0; index < count; index++) yield Buffer.alloc(size, index);
}

test("A zip holds what it was given, under paths that unpack anywhere", async () => {
  const zip = writeZip(
    entries(
      { path: "README.txt", at, body: "Grüße\r\n" },
      { path: "empty", at, body: "" },
      { path: "state/sub", at },
      { path: "../../out\\of: it", at, body: pieces(3, 100_000) },
      { path: "//", at, body: "nowhere" },
    ),
  );
  const files = readZip(Buffer.concat(await Array.fromAsync(zip)));
  assert.deepEqual([...files.keys()], ["README.txt", "empty", "state/sub/", "out_of_ it"]);
  assert.equal(files.get("README.txt")?.toString(), "Grüße\r\n");
  assert.deepEqual(files.get("out_of_ it"), Buffer.concat(await Array.fromAsync(pieces(3, 100_000))));
  assert.equal(zipPath("a/./b/../c. "), "a/b/c._");
});

test("An entry is asked for when the one before is written; who stops reading ends it all; what fails is told", async () => {
  let asked = 0;
  let ended = false;
  const many = async function* (): AsyncGenerator<ZipEntry> {
    try {
      for (; asked < 1_000; asked++) yield { path: `${asked}`, at, body: pieces(20, 100_000) };
    } finally {
      ended = true;
    }
  };
  const reader = writeZip(many());
  for (let chunk = 0; chunk < 3; chunk++) await reader.next();
  assert.ok(asked < 50, `${asked} were asked for before anybody read them`);
  await reader.return(undefined);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  assert.ok(ended, "what gives the entries is let go of");
  const broken = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from("some");
    throw new Error("the disk is gone");
  };
  await assert.rejects(Array.fromAsync(writeZip(entries({ path: "a", at, body: broken() }))), /the disk is gone/);
});
