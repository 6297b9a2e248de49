import assert from "node:assert/strict";
import { test } from "node:test";
import { readTasks, wrongsOf } from "./read-tasks.ts";

const passing = [
  "TAP version 13",
  "ok 1 - memory",
  "ok 2 - control of mount # SKIP as an ordinary user: only root can show it",
  "# pass 1",
];

function read(lines: string[]): ReturnType<typeof readTasks> {
  const reader = readTasks(
    () => {},
    () => 0,
  );
  lines.forEach((line) => reader.take(line));
  return reader;
}

test("tasks that ran are nothing to worry about", () => {
  const { done, kernel } = read(["@@ kernel Linux 6.1", "@@ begin pat-limits", ...passing, "@@ end pat-limits 0 12"]);
  assert.deepEqual([kernel, done.length, done[0]?.took, done[0]?.skipped.length], ["Linux 6.1", 1, 12, 1]);
  assert.deepEqual(wrongsOf(["pat-limits"], done), []);
});

test("a failed test, a silent task, one left out and one that never came are each told", () => {
  const { done } = read([
    "@@ begin a",
    "not ok 1 - pids",
    "# pass 0",
    "@@ end a 1 2",
    "@@ begin b",
    "# pass 0",
    "@@ end b 0 2",
    "@@ begin c",
    "ok 1 - x # SKIP no cc",
    "# pass 1",
    "@@ end c 0 2",
  ]);
  assert.deepEqual(wrongsOf(["a", "b", "c", "d"], done), [
    "d did not come to its end",
    "a ended with 1: pids",
    "b ran no test",
    "c did not run: x # no cc",
  ]);
});
