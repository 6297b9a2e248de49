import { test } from "node:test";
import assert from "node:assert/strict";
import { matchItems, type PaletteItem } from "./palette-match.ts";

const items: PaletteItem[] = [
  { key: "a", title: "Savings invoices", kind: "Listing" },
  { key: "b", title: "Invoice sync", kind: "Listing" },
  { key: "c", title: "Switch to the dark theme", kind: "Do", words: "appearance night" },
];

test("starts of words win over middles, and every word must be there", () => {
  assert.deepEqual(
    matchItems("inv", items).map((item) => item.key),
    ["b", "a"],
  );
  assert.deepEqual(
    matchItems("inv sy", items).map((item) => item.key),
    ["b"],
  );
  assert.deepEqual(
    matchItems("night", items).map((item) => item.key),
    ["c"],
  );
  assert.deepEqual(matchItems("(", items), []);
  assert.equal(matchItems("", items, 2).length, 2);
});
