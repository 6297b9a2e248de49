import assert from "node:assert/strict";
import { test } from "node:test";
import { giveMemoryBack } from "./give-memory-back.ts";

test("what a start needed only once goes back to the machine, and no collector is left for programs to call", () => {
  let loaded: string[][] | undefined = Array.from({ length: 200 }, (_, at) => Array.from({ length: 10_000 }, (_, word) => `${at}-${word}`));
  assert.equal(loaded.length, 200);
  loaded = undefined;
  const { rss } = process.memoryUsage();
  giveMemoryBack();
  assert.ok(process.memoryUsage().rss < rss - 30e6, `${rss} before, ${process.memoryUsage().rss} after`);
  assert.equal("gc" in globalThis, false);
});
