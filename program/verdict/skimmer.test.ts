import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Stream } from "@stoa/contract";
import { readManifest } from "../manifest/read-manifest.ts";
import { emptySummary } from "../messages/fold-messages.ts";
import { classifyLine, unresolvedHost } from "./classify-line.ts";
import { readRecordedLogs } from "./corpus.ts";
import { createJudge } from "./judge.ts";
import { isErrorLevel } from "./log-level.ts";
import { isRecovery } from "./recovery.ts";
import { skimLines } from "./telling-words.ts";

const logs = [...readRecordedLogs("healthy"), ...readRecordedLogs("failing")];
const everyLine = logs.flatMap((log) => log.lines);

function manifestOf(success: string) {
  const { manifest } = readManifest(`version: 1\ncontract: stoa\nname: hello\nbase: bash\nrun: x\nsuccess: ${success}\n`, {
    file: "stoa.yaml",
  });
  assert.ok(manifest);
  return manifest;
}
const plain = manifestOf("{}");
const choosy = manifestOf(
  "{ ignore: ['^\\[.*debug', 'Warning'], fail: [{ stderr: 'nothing to do', say: x. }], require: [{ any: 'a', say: y. }] }",
);

/** Judges lines one by one, and in batches of these sizes. */
function judgeBoth(lines: readonly { stream: Stream; text: string }[], sizes: readonly number[], exitCode: number, manifest = plain) {
  const [slow, quick] = [createJudge(manifest, { hosts: ["known.example"] }), createJudge(manifest, { hosts: ["known.example"] })];
  const numbers = { stdout: 0, stderr: 0 };
  for (const { stream, text } of lines) slow.line(stream, text, ++numbers[stream]);
  const firsts = { stdout: 1, stderr: 1 };
  for (let from = 0, turn = 0; from < lines.length; turn++) {
    const wanted = lines.slice(from, from + (sizes[turn % sizes.length] ?? 1));
    const stream = wanted[0]?.stream ?? "stdout";
    const other = wanted.findIndex((line) => line.stream !== stream);
    const batch = other < 0 ? wanted : wanted.slice(0, other);
    quick.lines(stream, Buffer.from(batch.map(({ text }) => `${text}\n`).join("")), firsts[stream]);
    firsts[stream] += batch.length;
    from += batch.length;
  }
  const ending = { exitCode, signal: null, hit: null, messages: emptySummary() };
  return [slow.end(ending), quick.end(ending)] as const;
}

test("a log in batches is judged as line by line: all that was recorded, with exit code 0 and 1, with and without rules of its own", () => {
  for (const log of logs)
    for (const exitCode of [0, 1])
      for (const manifest of [plain, choosy]) {
        const [slow, quick] = judgeBoth(log.lines, [7, 1, 300], exitCode, manifest);
        assert.deepEqual(quick, slow, log.name);
      }
});

test("any lines of recorded logs, in any order and batches, are judged as line by line", () => {
  const texts = [
    "",
    "  File x",
    "Traceback (most recent call last):",
    "KeyError: 'a'",
    "ok after 3 attempts",
    "total 4 2 9",
    "---- ------ ----",
    "name  errors  rows  time",
  ];
  const line = fc.oneof(
    fc.nat(everyLine.length - 1).map((index) => everyLine[index] ?? { stream: "stdout" as const, text: "" }),
    fc.record({ stream: fc.constantFrom<Stream>("stdout", "stderr"), text: fc.constantFrom(...texts) }),
  );
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 60 }),
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
      fc.integer({ min: 0, max: 1 }),
      (lines, sizes, exitCode) => {
        const [slow, quick] = judgeBoth(lines, sizes, exitCode);
        assert.deepEqual(quick, slow);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("a table's rows are read on its own stream: a line of the other one that is told late is none", () => {
  const lines = [
    { stream: "stdout", text: "total 4 2 9" },
    { stream: "stderr", text: "name  errors  rows  time" },
    { stream: "stderr", text: "---- ------ ----" },
  ] as const;
  for (const verdict of judgeBoth(lines, [1], 0)) assert.equal(verdict.outcome, "succeeded");
});

const isTold = (text: string): boolean => {
  let told = false;
  skimLines(Buffer.from(`${text}\n`), () => (told = true));
  return told;
};

test("whatever a default rule speaks of holds a telling word", () => {
  const speaks = (text: string): boolean =>
    classifyLine(text) !== undefined || unresolvedHost(text) !== undefined || isErrorLevel(text) || isRecovery(text);
  const spoken = everyLine.map(({ text }) => text).filter(speaks);
  assert.ok(spoken.length > 200);
  assert.deepEqual(
    spoken.filter((text) => !isTold(text)),
    [],
  );
});

test("telling lines are told with their place, others are only counted", () => {
  const bytes = Buffer.from("all good\n\nan ERROR here\nfine\nrc=401\nlast\n");
  const told: string[] = [];
  assert.equal(
    skimLines(bytes, (start, end, index) => told.push(`${index} ${bytes.toString("utf8", start, end)}`)),
    6,
  );
  assert.deepEqual(told, ["2 an ERROR here", "4 rc=401"]);
});
