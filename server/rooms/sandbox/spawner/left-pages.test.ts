import assert from "node:assert/strict";
import { test } from "node:test";
import { LeftPages } from "./left-pages.ts";

test("what is left of earlier boxes is less by what was taken back of it, and never more again", () => {
  const left = new LeftPages(100, 80);
  const seen = [90, 60, 70, 10, 40].map((files) => {
    left.see(files);
    return left.bytes;
  });
  assert.deepEqual([left.first, seen], [100, [100, 80, 80, 30, 30]]);
});

test("where the kernel does not tell, it stays as it was", () => {
  const left = new LeftPages(100, undefined);
  left.see(10);
  assert.deepEqual([left.bytes, left.canShrink], [100, false]);
});
