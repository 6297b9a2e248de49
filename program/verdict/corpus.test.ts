import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { judgeRecorded, readRecordedLogs } from "./corpus.ts";

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`corpus/${name}`, import.meta.url), "utf8"));
const healthy = readRecordedLogs("healthy");
const failing = readRecordedLogs("failing");
const alarming = /error|fail|fatal|exception|refused|denied|timed? ?out|traceback|abort|panic|critical/i;

test("No healthy log is judged failed, tuned on or not", () => {
  const { tuned, heldOut } = read("split.json") as { tuned: string[]; heldOut: string[] };
  assert.deepEqual(
    healthy.map((log) => log.name),
    [...tuned, ...heldOut].toSorted(),
  );
  assert.ok(heldOut.length >= 100, `${heldOut.length} held out`);
  const wrong = healthy
    .map((log) => ({ name: log.name, verdict: judgeRecorded(log) }))
    .filter(({ verdict }) => verdict.outcome !== "succeeded");
  assert.deepEqual(wrong, []);
});

test("At least 200 healthy logs hold alarming words, and each ended with 0", () => {
  const loud = healthy.filter((log) => log.lines.some((line) => alarming.test(line.text)));
  assert.ok(loud.length >= 200, `${loud.length} of ${healthy.length} hold alarming words`);
  assert.ok(healthy.every((log) => log.exitCode === 0 && log.lines.length > 0));
});

test("Every failing log is judged failed with its class, many of them though they exited 0", () => {
  const classes = read("failing.json") as Record<string, string>;
  const judged = Object.fromEntries(failing.map((log) => [log.name, judgeRecorded(log)]));
  const given = Object.fromEntries(Object.entries(judged).map(([name, verdict]) => [name, verdict.failureClass]));
  assert.deepEqual(given, classes);
  assert.ok(failing.filter((log) => log.exitCode === 0).length >= 20);
  for (const [name, verdict] of Object.entries(judged)) {
    assert.equal(verdict.outcome, "failed", name);
    assert.ok(verdict.evidence && verdict.evidence.line > 0 && verdict.owner && verdict.sentence.endsWith("."), name);
  }
});

test("A rejected row is named in the sentence", () => {
  const log = failing.find(({ name }) => name === "pgloader-bad-row.log");
  assert.ok(log);
  assert.match(judgeRecorded(log).sentence, /"public"\."target".*not-a-number.*line 2/);
});
