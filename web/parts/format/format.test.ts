import { test } from "node:test";
import assert from "node:assert/strict";
import { formatBytes } from "./bytes.ts";
import { countOf, formatShare } from "./count.ts";
import { formatDuration } from "./duration.ts";
import { formatMoney } from "./money.ts";
import { formatExact, formatRelative } from "./time.ts";

test("durations in at most two units", () => {
  const said: [number, string][] = [
    [0, "0 ms"],
    [340, "340 ms"],
    [7_200, "7.2 s"],
    [9_990, "10 s"],
    [59_999, "1 m"],
    [72_000, "1 m 12 s"],
    [11_100_000, "3 h 5 m"],
    [172_800_000, "2 d"],
    [90_061_000, "1 d 1 h"],
    [-5, "0 ms"],
  ];
  for (const [milliseconds, text] of said) assert.equal(formatDuration(milliseconds), text);
});

test("bytes carry a unit", () => {
  const said: [number, string][] = [
    [0, "0 B"],
    [812, "812 B"],
    [999.6, "1 KB"],
    [4_210_000, "4.2 MB"],
    [250_000_000, "250 MB"],
    [999_900_000, "1 GB"],
  ];
  for (const [bytes, text] of said) assert.equal(formatBytes(bytes), text);
});

test("money carries its currency and keeps small amounts visible", () => {
  assert.equal(formatMoney(12_500_000, "EUR", "en").replace(/\s/g, " "), "EUR 12.50");
  assert.equal(formatMoney(1_200n, "USD", "en").replace(/\s/g, " "), "USD 0.0012");
  assert.equal(formatMoney(-2_000_000, "USD", "en").replace(/\s/g, " "), "-USD 2.00");
});

test("counts and shares do not round a fault away", () => {
  assert.equal(countOf(1, "run"), "1 run");
  assert.equal(countOf(12_430, "run"), "12,430 runs");
  assert.equal(countOf(2, "entry", "entries"), "2 entries");
  assert.equal(formatShare(99_999, 100_000), "99.9 %");
  assert.equal(formatShare(1, 100_000), "< 0.1 %");
  assert.equal(formatShare(3, 3), "100 %");
  assert.equal(formatShare(0, 0), "–");
});

test("relative and exact times", () => {
  const now = Date.parse("2026-11-22T17:49:34Z");
  assert.equal(formatRelative(now - 2_000, now), "just now");
  assert.equal(formatRelative(now - 720_000, now), "12 minutes ago");
  assert.equal(formatRelative(now + 3 * 3_600_000, now), "in 3 hours");
  assert.equal(formatRelative(now - 86_400_000 * 1.9, now), "1 day ago");
  assert.equal(formatExact(now, "UTC"), "22 Nov 2026, 17:49:34 UTC");
});
