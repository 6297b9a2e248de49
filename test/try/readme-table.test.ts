import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { programCases } from "../programs/cases.ts";
import { judgeReadme, readTable } from "./readme-table.ts";
import type { Tried } from "./run-case.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const ids = programCases.map(({ id }) => id);

/** Rows as `npm run try` makes them, did every program what the table says. */
function rowsAsTold(): Tried[] {
  const odd = ids.filter((id) => id.startsWith("odd-"));
  return readTable(readme).flatMap(({ runs }, line) =>
    runs.map((word, index) => {
      const plain = ids.filter((id) => !odd.includes(id))[line];
      const failed = word !== "succeeded";
      const program = plain ?? odd[Math.min(index, odd.length - 1)] ?? "";
      return { program, run: `run ${index}`, verdict: failed ? "failed" : word, failureClass: failed ? word : "", sentence: "", ms: 1 };
    }),
  );
}

test("the README's table has a line for each program, and is held to what became of their runs", () => {
  assert.equal(readTable(readme).length, ids.filter((id) => !id.startsWith("odd-")).length + 1);
  const rows = rowsAsTold();
  const besides = [
    { ...rows[0], run: "push, build, publish, approve", verdict: "built" },
    { ...rows[0], run: "idle, run again" },
  ] as Tried[];
  assert.equal(judgeReadme(readme, [...besides, ...rows], ids).wrong, undefined);
  const other = rows.map((row, index) => (index === 0 ? { ...row, verdict: "failed", failureClass: "memory" } : row));
  assert.match(judgeReadme(readme, other, ids).wrong ?? "", /^line 1 says succeeded, .*; there were memory, /);
  assert.match(judgeReadme(readme, rows, [...ids, "another"]).wrong ?? "", /line 11 says nothing/);
  assert.throws(() => readTable("# Stoa"), /no table between/);
});
