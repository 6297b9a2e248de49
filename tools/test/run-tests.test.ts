import assert from "node:assert/strict";
import { test } from "node:test";
import { seedTree } from "../checks/seed-tree.ts";
import { notAccepted } from "./accept-skips.ts";
import { findTests } from "./find-tests.ts";
import { closingAfter, closingLines, runTests, skippedTests } from "./run-tests.ts";

const passing = 'import { test } from "node:test";\ntest("one", () => {});\ntest("two", () => {});\n';
const failing = 'import { test } from "node:test";\ntest("broken", () => {\n  throw new Error("as seeded");\n});\n';

test("finds tests of every part, and those a path names", async (t) => {
  const root = await seedTree(t, {
    "contract/a.test.ts": "",
    "server/rooms/runs/b.test.ts": "",
    "server/rooms/runs/b.ts": "",
    "server/rooms/runs/c.long.test.ts": "",
    "test/journeys/d.test.ts": "",
    "node_modules/x/c.test.ts": "",
    "web/node_modules/x/c.test.ts": "",
  });
  const long = ["server/rooms/runs/c.long.test.ts", "test/journeys/d.test.ts"];
  assert.deepEqual(findTests(root, "short", []), ["contract/a.test.ts", "server/rooms/runs/b.test.ts"]);
  assert.deepEqual(findTests(root, "long", []), long);
  assert.deepEqual(findTests(root, "all", ["test/journeys"]), ["test/journeys/d.test.ts"]);
  assert.deepEqual(findTests(root, "all", ["./server/rooms"]), ["server/rooms/runs/b.test.ts", long[0]]);
  assert.deepEqual(findTests(root, "all", ["nowhere"]), []);
});

test("closing lines are the end of the record", () => {
  assert.deepEqual(closingLines("ok 1 - a\n# note\n1..1\n# tests 1\n# duration_ms 12.5\n"), ["# tests 1", "# duration_ms 12.5"]);
});

test("what did not run is told with its reason", () => {
  const tap = "ok 1 - a\nok 2 - b # SKIP as root: it would write\n    ok 3 - c # SKIP\nok 4 - d # TODO\n";
  assert.deepEqual(skippedTests(tap), [
    { name: "b", reason: "as root: it would write" },
    { name: "c", reason: "" },
    { name: "d", reason: "" },
  ]);
});

test("only a reason that names who runs it, or the machine, is accepted", () => {
  const reasons = [
    "as root: it would write",
    "as an ordinary user: only root mounts",
    "this machine: no control group",
    "no go is installed",
    "",
  ];
  const skipped = reasons.map((reason) => ({ name: "a box as root, as an ordinary user", reason }));
  const left = (asRoot: boolean): string[] => notAccepted(skipped, asRoot).map(({ reason }) => reason);
  assert.deepEqual(left(true), ["as an ordinary user: only root mounts", "no go is installed", ""]);
  assert.deepEqual(left(false), ["as root: it would write", "no go is installed", ""]);
});

test("what failed beside others and passed alone counts as passed, what failed twice as failed", () => {
  const first = ["# tests 9", "# pass 6", "# fail 2", "# skipped 1"];
  assert.deepEqual(closingAfter(first, ["# tests 2", "# pass 2", "# fail 0"]), ["# tests 9", "# pass 8", "# fail 0", "# skipped 1"]);
  assert.deepEqual(closingAfter(first, ["# tests 2", "# pass 1", "# fail 1"]), ["# tests 9", "# pass 7", "# fail 1", "# skipped 1"]);
});

test("a failing test fails the run, and the closing lines count it", async (t) => {
  const root = await seedTree(t, { "good.test.ts": passing, "bad.test.ts": failing });
  const good = await runTests(root, ["good.test.ts"], "ignore");
  assert.equal(good.code, 0);
  assert.deepEqual(good.closing.slice(0, 4), ["# tests 2", "# suites 0", "# pass 2", "# fail 0"]);
  assert.deepEqual(
    good.times.map(({ file, seconds }) => [file, seconds > 0]),
    [["good.test.ts", true]],
  );
  const both = await runTests(root, ["good.test.ts", "bad.test.ts"], "ignore");
  assert.equal(both.code, 1);
  assert.deepEqual(both.failed, ["bad.test.ts"]);
  assert.deepEqual(both.closing.slice(0, 4), ["# tests 3", "# suites 0", "# pass 2", "# fail 1"]);
});
