import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStall } from "./memory-stall.ts";

/** Looks five times a second for some seconds; gives the second at which it was found, or null. */
function look(seconds: number, microsAt: (ms: number) => number | undefined): number | null {
  const stall = new MemoryStall();
  for (let ms = 0; ms <= seconds * 1_000; ms += 200) if (stall.see(microsAt(ms), ms)) return ms / 1_000;
  return null;
}

test("a program that waits for memory for most of five seconds stands still", () => {
  // As recorded of perl in a group of 80 MB on Linux 6.1, whose 11 pages of files were read 20,000 times a second.
  assert.equal(
    look(20, (ms) => ms * 860),
    5,
  );
});

test("one that reads files at its limit, and gets on, does not", () => {
  assert.equal(
    look(60, (ms) => ms * 540),
    null,
  );
});

test("short waits, and those before it was at its limit, do not count", () => {
  assert.equal(
    look(60, (ms) => Math.floor(ms / 10_000) * 2_500_000),
    null,
    "a quarter of each ten seconds",
  );
  assert.equal(
    look(20, (ms) => (ms < 3_000 ? undefined : ms * 900)),
    8,
    "from when it reached its limit",
  );
  assert.equal(
    look(60, (ms) => (ms % 4_000 === 0 ? undefined : ms * 900)),
    null,
    "what it gave back in between begins anew",
  );
});

test("where the kernel does not tell, nothing is found", () => {
  assert.equal(
    look(60, () => undefined),
    null,
  );
});
