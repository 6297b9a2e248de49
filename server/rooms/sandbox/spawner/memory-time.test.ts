import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryTime } from "./memory-time.ts";

test("memory over time is the area under what was seen", () => {
  const kib = 1_024;
  const time = new MemoryTime(1_000);
  assert.equal(time.upTo(1_200), undefined, "nobody looked");
  time.see(100 * kib, 1_200);
  assert.equal(time.upTo(1_200), 10_000, "it grew evenly");
  time.see(300 * kib, 1_400);
  assert.equal(time.upTo(1_400), 10_000 + 40_000);
  assert.equal(time.upTo(1_500), 10_000 + 40_000 + 30_000, "and stays as it was seen last");
  time.see(0, 1_600);
  assert.equal(time.upTo(9_999), 10_000 + 40_000 + 30_000);
});
