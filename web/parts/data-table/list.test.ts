import { test } from "node:test";
import assert from "node:assert/strict";
import { toCsv } from "@stoa/contract";
import { fromAddress, isFiltered, mergeQuery, noQuery, readTyped, toAddress, toggleFilter, type FilterSpec } from "./list-query.ts";

const specs: FilterSpec[] = [
  {
    key: "verdict",
    title: "Verdict",
    options: [
      { value: "failed", label: "Failed" },
      { value: "timed_out", label: "Timed out" },
    ],
  },
  { key: "kind", title: "Kind", options: [{ value: "work", label: "Work" }] },
];

test("typed words become filters only when name and value are known", () => {
  assert.deepEqual(readTyped("acme verdict:failed kind:WORK color:red verdict:blue", specs), {
    q: "acme color:red verdict:blue",
    filters: { verdict: ["failed"], kind: ["work"] },
  });
  assert.deepEqual(readTyped("Verdict:timed-out", specs).filters, { verdict: ["timed_out"] }, "the label is understood too");
  assert.deepEqual(readTyped("verdict:timed_out", specs).filters, { verdict: ["timed_out"] });
});

test("a query survives the address", () => {
  const query = { q: "acme", filters: { verdict: ["failed", "timed_out"] } };
  const address = toAddress(query, specs);
  assert.deepEqual(address, { q: "acme", verdict: "failed,timed_out", kind: undefined });
  assert.deepEqual(fromAddress(address, specs), query);
  assert.deepEqual(fromAddress({ verdict: "nonsense", other: "1" }, specs), noQuery);
  assert.deepEqual(fromAddress({ q: 12, verdict: ["failed", "timed_out"] }, specs), {
    q: "12",
    filters: { verdict: ["failed", "timed_out"] },
  });
  assert.equal(isFiltered(noQuery), false);
});

test("a filter is chosen once and let go again", () => {
  const one = toggleFilter(noQuery, "verdict", "failed");
  assert.deepEqual(one.filters, { verdict: ["failed"] });
  assert.deepEqual(mergeQuery(one, readTyped("x verdict:failed", specs), specs), { q: "x", filters: { verdict: ["failed"] } });
  assert.deepEqual(toggleFilter(one, "verdict", "failed"), noQuery);
});

test("CSV quotes what needs it and defuses formulas", () => {
  assert.equal(
    toCsv(
      ["name", "note"],
      [
        ['a "b"', "x, y"],
        ["=HYPERLINK(1)", "-5"],
        ["@x", "two\nlines"],
        ["a;=1+1", "b\n-c"],
      ],
    ),
    'name,note\r\n"a ""b""","x, y"\r\n\'=HYPERLINK(1),-5\r\n\'@x,"two\nlines"\r\na;\'=1+1,"b\n\'-c"\r\n',
  );
});
