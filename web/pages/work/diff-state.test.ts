import { test } from "node:test";
import assert from "node:assert/strict";
import { diffState } from "./diff-state.ts";
import { logToFollow } from "./log-to-follow.ts";
import { sayWould } from "./say-would.ts";

const signs = (before: unknown, after: unknown) => diffState(before, after).map((line) => `${line.sign}${line.text.trim()}`);

test("kept, gone and new lines of a state", () => {
  assert.deepEqual(signs({ cursor: 7, seen: [1] }, { cursor: 9, seen: [1] }), [
    " {",
    '-"cursor": 7,',
    '+"cursor": 9,',
    ' "seen": [',
    " 1",
    " ]",
    " }",
  ]);
  assert.deepEqual(signs(null, { a: 1 }), ["+{", '+"a": 1', "+}"]);
  assert.deepEqual(
    signs({ a: 1 }, { a: 1 }).filter((line) => !line.startsWith(" ")),
    [],
  );
});

test("a very long state is shown whole", () => {
  const long = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`k${index}`, index]));
  const lines = diffState(long, long);
  assert.equal(lines.length, 4_004);
});

test("what a run would do is said without brackets and quotes", () => {
  assert.equal(sayWould({ create: "order 12" }), "create: order 12");
  assert.equal(sayWould({ say: "Mail to Ann", text: "Dear Ann" }), "Mail to Ann");
  const mail = { mail: "28 contacts", to: "maria@northwind.example", contacts: ["Ravi Menon", "Olga Ivanova"] };
  assert.equal(sayWould(mail), "mail: 28 contacts, to: maria@northwind.example, contacts: Ravi Menon, Olga Ivanova");
  assert.equal(sayWould({ add: { first_name: "Ravi", vip: true }, tags: [] }), "add: (first name: Ravi, vip: yes), tags: nothing");
  assert.equal(sayWould(Array.from({ length: 12 }, (_, index) => index)), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more");
});

test("a try's log is followed once the try has begun, and anew then: asked for while it waits it would end empty", () => {
  const waiting = logToFollow({ id: "run_1", attempts: 0 }, 1);
  const begun = logToFollow({ id: "run_1", attempts: 1 }, 1);
  assert.equal(waiting, undefined);
  assert.notEqual(begun, undefined);
  assert.equal(logToFollow({ id: "run_1", attempts: 2 }, 1), begun);
});
