import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { free, letGo } from "./let-go.ts";

test("memory is given back when all that was read into it is let go of, never what small buffers share", async () => {
  const read = Buffer.allocUnsafeSlow(65_536);
  const [first, second] = [read.subarray(5, 40_000), read.subarray(40_010)];
  letGo(first);
  await nextTurn();
  assert.equal(second.length, 65_536 - 40_010);
  letGo(second);
  assert.ok(second.length > 0, "still there in this turn");
  await nextTurn();
  assert.equal(second.length, 0);

  const shared = Array.from({ length: 40 }, () => Buffer.from("x".repeat(4_000)));
  for (const one of shared) letGo(one);
  await nextTurn();
  free(Buffer.from("y".repeat(8_000)));
  for (const one of shared) assert.equal(one.toString(), "x".repeat(4_000));

  const made = Buffer.alloc(100_000);
  free(made.subarray(0, 10));
  assert.equal(made.length, 0);
});
