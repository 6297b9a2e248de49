import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { describe, test } from "node:test";
import type { BlobInfo, BlobStore } from "../blob-store.ts";

async function all(list: AsyncIterable<BlobInfo>): Promise<BlobInfo[]> {
  const found: BlobInfo[] = [];
  for await (const blob of list) found.push(blob);
  return found;
}

const cases: Record<string, (store: BlobStore) => Promise<void>> = {
  "gives back what was put, with size and digest": async (store) => {
    const bytes = randomBytes(100_000);
    const written = await store.put("a/b.log", bytes);
    assert.deepEqual(written, { size: 100_000, sha256: createHash("sha256").update(bytes).digest("hex") });
    assert.deepEqual(await buffer(await store.get("a/b.log")), bytes);
    assert.deepEqual(await store.head("a/b.log"), { key: "a/b.log", size: 100_000 });
  },

  "takes streams, also long ones, and empty blobs": async (store) => {
    const chunk = randomBytes(1024 * 1024);
    const long = await store.put("long", Readable.from(Array.from({ length: 12 }, () => chunk)));
    assert.equal(long.size, 12 * chunk.length);
    assert.equal((await buffer(await store.get("long"))).length, long.size);
    assert.equal((await store.put("empty", Readable.from([]))).size, 0);
    assert.equal(await text(await store.get("empty")), "");
  },

  "gives ranges; beyond the end is empty": async (store) => {
    await store.put("k", Buffer.from("0123456789"));
    assert.equal(await text(await store.get("k", { start: 3, length: 4 })), "3456");
    assert.equal(await text(await store.get("k", { start: 8 })), "89");
    assert.equal(await text(await store.get("k", { start: 8, length: 100 })), "89");
    assert.equal(await text(await store.get("k", { start: 10 })), "");
    assert.equal(await text(await store.get("k", { start: 2, length: 0 })), "");
  },

  "a put replaces; a key and a longer one below it live side by side": async (store) => {
    await store.put("k", Buffer.from("old"));
    await store.put("k", Buffer.from("new"));
    await store.put("k/below", Buffer.from("below"));
    assert.equal(await text(await store.get("k")), "new");
    assert.equal(await text(await store.get("k/below")), "below");
  },

  "a missing blob is said, and removing twice is no fault": async (store) => {
    await assert.rejects(store.get("none/here"), { code: "not_found" });
    assert.equal(await store.head("none/here"), undefined);
    await store.put("k/x", Buffer.from("1"));
    await store.remove("k/x");
    await store.remove("k/x");
    assert.equal(await store.head("k/x"), undefined);
  },

  "lists by prefix in key order, over more than one page": async (store) => {
    const keys = ["a", "a-b", "a/1", "a/10", "a/2", "a/2/deep", "ab/1", "b/1"];
    for (const key of keys.toReversed()) await store.put(key, Buffer.from(key));
    const list = async (prefix: string) => (await all(store.list(prefix))).map((blob) => `${blob.key}:${blob.size}`);
    assert.deepEqual(
      await list(""),
      keys.map((key) => `${key}:${key.length}`),
    );
    assert.deepEqual(await list("a/"), ["a/1:3", "a/10:4", "a/2:3", "a/2/deep:8"]);
    assert.deepEqual(await list("a/1"), ["a/1:3", "a/10:4"]);
    assert.deepEqual(await list("c"), []);
  },

  "a put over its limit stores nothing and keeps what was there": async (store) => {
    await store.put("k", Buffer.from("old"));
    await assert.rejects(store.put("k", Readable.from([Buffer.alloc(60), Buffer.alloc(60)]), { limit: 100 }), { code: "too_large" });
    assert.equal(await text(await store.get("k")), "old");
  },

  "a stream that breaks stores nothing": async (store) => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from("half");
        throw new Error("cut");
      })(),
    );
    await assert.rejects(store.put("k", broken), /cut/);
    assert.equal(await store.head("k"), undefined);
  },

  "keys that could leave the store are refused": async (store) => {
    for (const key of ["", "/a", "a/", "a//b", "../a", "a/../b", "a/.b", "a b", "a~", "a\0", "é", "x".repeat(200)]) {
      await assert.rejects(store.put(key, Buffer.from("x")), { code: "internal" }, JSON.stringify(key));
      await assert.rejects(store.get(key), { code: "internal" });
    }
  },

  "many puts and removes at once in one folder": async (store) => {
    const turns = Array.from({ length: 40 }, (_, n) => n);
    await Promise.all(
      turns.map(async (n) => {
        await store.put(`f/g/${n}`, Buffer.from(String(n)));
        if (n % 2 === 0) await store.remove(`f/g/${n}`);
      }),
    );
    assert.equal((await all(store.list("f/"))).length, 20);
  },
};

/** What every blob store does. `open` gives an empty one. */
export function conformBlobStore(name: string, open: () => BlobStore): void {
  void describe(`blob store: ${name}`, () => {
    for (const [words, check] of Object.entries(cases)) void test(words, () => check(open()));
  });
}
