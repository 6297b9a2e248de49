import assert from "node:assert/strict";
import { test } from "node:test";
import { spellWords } from "./spell-words.ts";

const known = ["contacts", "invoices", "mail", "sheets", "web", "mall", "calendar"].map((word) => ({ word }));

test("a slip becomes the nearest word of the shop, the more frequent of two", () => {
  assert.equal(spellWords(["contcts"], known), "contacts", "left out");
  assert.equal(spellWords(["conttacts"], known), "contacts", "put in");
  assert.equal(spellWords(["kontacts"], known), "contacts", "mistaken");
  assert.equal(spellWords(["ocntacts", "web"], known), "contacts web", "exchanged, beside a word that is right");
  assert.equal(spellWords(["invocie"], known), "invoices", "two slips in a word of seven letters");
  assert.equal(spellWords(["maal"], known), "mail");
});

test("a word typed a hundred times is looked for once, and only those that are strange are spelled", () => {
  let reads = 0;
  const counted = known.map(({ word }) => ({
    get word() {
      reads++;
      return word;
    },
  }));
  const cost = (words: string[]): number => {
    reads = 0;
    assert.equal(spellWords(words, counted), words.map(() => "contacts").join(" "));
    return reads;
  };
  assert.equal(cost(Array.from({ length: 100 }, () => "kontacts")), cost(["kontacts"]));
  assert.equal(spellWords(["kontacts", "maal"], known, new Set(["maal"])), "kontacts mail");
});

test("words that begin one of the shop's, short ones, and far ones stay", () => {
  assert.equal(spellWords(["invo"], known), null);
  assert.equal(spellWords(["wbe"], known), null);
  assert.equal(spellWords(["zebra", "shets"], known), "zebra sheets");
  assert.equal(spellWords(["xyzzy"], known), null);
});
