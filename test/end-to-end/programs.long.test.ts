import assert from "node:assert/strict";
import { test } from "node:test";
import { oddCases } from "../programs/cases/odd.ts";
import { canaryCase } from "../try/canary/canary-case.ts";
import type { Tried } from "../try/run-case.ts";
import { tryPrograms } from "../try/try-programs.ts";

// Programs of one runtime; npm run try does all of them.
const names = ["odd-exits-zero-with-error", "odd-prints-protocol", "odd-needs-preview"];
const cases = [...oddCases.filter(({ id }) => names.includes(id)), canaryCase];
const places = ["in the data folder", "in a backup", "in arguments of processes", "in answers of the API"];

test("programs go the whole way from a push to a verdict, and their secrets are found nowhere", async () => {
  const said: string[] = [];
  const rows = await tryPrograms({ cases, say: (text) => said.push(text), report: () => undefined });
  assert.deepEqual(
    rows.filter((row) => row.wrong !== undefined),
    [],
    said.slice(-40).join("\n"),
  );
  const runsOf = (id: string): Tried[] => rows.filter((row) => row.program === id);
  for (const { id } of cases) assert.ok(runsOf(id).length >= 3, `${id}: ${JSON.stringify(runsOf(id))}`);
  assert.deepEqual(
    runsOf("canary")
      .map((row) => row.run)
      .filter((run) => run.startsWith("in ")),
    places,
  );
});
