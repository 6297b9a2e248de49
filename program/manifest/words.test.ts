import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cronFault } from "./cron-fault.ts";
import { compilePattern, patternFault } from "./regular-expression.ts";
import { readBase } from "./read-base.ts";
import { editDistance, suggest } from "./suggest.ts";

test("Bases are read in every spelling publishers use", () => {
  const spelled = ["Java:11", ".NET:5.0", "php:8.3", "node:20.9.0", "Python:v3.11", "nodejs", "golang:1.22", "bash:latest"];
  assert.deepEqual(
    spelled.map((text) => Object.values(readBase(text)).join(" ")),
    ["java 11", "dotnet 5.0", "php 8.3", "node 20.9.0", "python 3.11", "node ", "go 1.22", "bash "],
  );
});

test("Cron lines", () => {
  for (const line of ["* * * * *", "*/15 8-18 * * mon-fri", "0 0 1,15 jan 7", "@daily", "5-10/2 * * * *"])
    assert.equal(cronFault(line), undefined, line);
  for (const line of [
    "* * * *",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * * 13 *",
    "*/0 * * * *",
    "10-5 * * * *",
    "x * * * *",
    "@often",
  ])
    assert.ok(cronFault(line), line);
  fc.assert(fc.property(fc.string({ maxLength: 60 }), (line) => void cronFault(line)));
});

test("The nearest known word is suggested, and none when nothing is near", () => {
  assert.equal(suggest("sumary", ["summary", "support"]), "summary");
  assert.equal(suggest("enviroment", ["summary", "support"]), undefined);
  assert.equal(editDistance("form", "from", 9), 1);
  fc.assert(
    fc.property(
      fc.string({ maxLength: 12 }),
      fc.string({ maxLength: 12 }),
      (one, other) => editDistance(one, other, 99) === editDistance(other, one, 99),
    ),
  );
});

test("Patterns are RE2: no backreference, no lookaround, and no pattern runs away", () => {
  for (const pattern of ["(a)\\1", "(?=a)", "(?!a)", "(?<=a)", "(", "a**b", "(?<n>a)\\k<n>"]) assert.ok(patternFault(pattern), pattern);
  for (const pattern of ["(?i)error", "\\bfailed: [1-9]", "^(a|b)+$"]) assert.equal(patternFault(pattern), undefined, pattern);
  const matches = compilePattern("(a+)+$");
  const before = performance.now();
  assert.equal(matches(`${"a".repeat(16_000)}b`), false);
  assert.ok(performance.now() - before < 1500);
});
