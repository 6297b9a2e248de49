import { test } from "node:test";
import assert from "node:assert/strict";
import { readAnsi, stripAnsi } from "./ansi.ts";
import { cutLine } from "./cut-line.ts";
import { findOn, firstErrorLine, hitsIn, nothingFound } from "./find-in-log.ts";
import { LogBuffer, type LogLine } from "./log-buffer.ts";

const line = (text: string): LogLine => ({ at: 0, stream: "out", text });

test("colours, bright and bold are read, everything else is dropped", () => {
  assert.deepEqual(readAnsi("a\u001b[31mred\u001b[1;92mboth\u001b[0m\u001b[2Kz"), [
    { text: "a" },
    { text: "red", colour: 1 },
    { text: "both", colour: 10, bold: true },
    { text: "z" },
  ]);
  assert.deepEqual(readAnsi("\u001b[38;5;196mx\u001b[38;2;10;200;10my\u001b[39mz"), [
    { text: "x", colour: 9 },
    { text: "y", colour: 2 },
    { text: "z" },
  ]);
  assert.equal(stripAnsi("\u001b]8;;http://x\u0007link\u001b]8;;\u0007\u001b[?25h!\u0007"), "link!");
});

test("a text piece that looks like markup stays text", () => {
  assert.deepEqual(cutLine("<img src=x onerror=alert(1)>", ""), [{ text: "<img src=x onerror=alert(1)>" }]);
});

test("hits and masked parts cut across colours", () => {
  const pieces = cutLine("key=\u001b[32m•••\u001b[0m to Key", "key");
  assert.deepEqual(pieces, [
    { text: "key", hit: true },
    { text: "=" },
    { text: "•••", colour: 2, masked: true },
    { text: " to " },
    { text: "Key", hit: true },
  ]);
  assert.equal(pieces.map((piece) => piece.text).join(""), "key=••• to Key");
});

test("search counts every occurrence over slices", () => {
  const buffer = new LogBuffer();
  buffer.append(Array.from({ length: 45_000 }, (_, index) => line(index % 3 === 0 ? "Row row" : "other")));
  let found = nothingFound("ROW");
  let rounds = 0;
  while (found.upTo < buffer.size) {
    found = findOn(buffer, found);
    rounds++;
  }
  assert.equal(rounds, 3);
  assert.equal(found.lines.length, 15_000);
  assert.equal(found.count, 30_000);
  assert.deepEqual(found.lines.slice(0, 2), [0, 3]);
  assert.deepEqual(hitsIn("aaaa", "aa"), [0, 2]);
});

test("the first error is not a line that counts none", () => {
  const buffer = new LogBuffer();
  buffer.append(["0 errors", "error_count=0", "no error found", "wrote failed column", "Traceback (most recent call last):"].map(line));
  assert.equal(firstErrorLine(buffer), 4);
  assert.equal(firstErrorLine(new LogBuffer()), undefined);
});

test("a million lines are held, in order, with time and stream", () => {
  const buffer = new LogBuffer();
  for (let chunk = 0; chunk < 100; chunk++) {
    buffer.append(
      Array.from({ length: 10_000 }, (_, index) => ({
        at: chunk,
        stream: index % 2 ? "err" : "out",
        text: `line ${chunk * 10_000 + index}`,
      })),
    );
  }
  assert.equal(buffer.size, 1_000_000);
  assert.deepEqual(buffer.line(999_999), { at: 99, stream: "err", text: "line 999999" });
  assert.equal(buffer.indexInStream("err", 2), 3);
  assert.equal(buffer.indexInStream("stoa", 1), undefined);
  assert.deepEqual(buffer.line(500_000), { at: 50, stream: "out", text: "line 500000" });
});
