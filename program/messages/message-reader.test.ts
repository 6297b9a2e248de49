import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonObject, MessageSummary, ProgramMessage } from "@stoa/contract";
import { emptySummary, failedCount, foldMessage } from "./fold-messages.ts";
import { MessageReader } from "./message-reader.ts";

function readAll(chunks: Uint8Array[]): ProgramMessage[] {
  const reader = new MessageReader();
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()];
}
const read = (text: string) => readAll([Buffer.from(text)]);
function summarize(messages: ProgramMessage[]): MessageSummary {
  const summary = emptySummary();
  for (const message of messages) foldMessage(summary, message);
  return summary;
}
const reasons = (text: string) =>
  read(text).map((message) => (message.kind === "note" ? `${message.line} ${message.reason}` : message.kind));

test("Every message can be written with echo", () => {
  const text =
    'state {"cursor":7}\nprogress 40 100 orders so far\nprogress 5 -\ncount created 3\nfailed {"item":"a","reason":"b"}\nresult [1]\noptions {"x":[]}\nwould {"y":1}\nsay Sent 28 contacts to a@b.example.\n';
  assert.deepEqual(read(text), [
    { kind: "state", value: { cursor: 7 } },
    { kind: "progress", done: 40, total: 100, text: "orders so far" },
    { kind: "progress", done: 5, total: null, text: "" },
    { kind: "count", what: "created", by: 3 },
    { kind: "failed", item: "a", reason: "b" },
    { kind: "result", value: [1] },
    { kind: "options", value: { x: [] } },
    { kind: "would", value: { y: 1 } },
    { kind: "say", text: "Sent 28 contacts to a@b.example." },
  ]);
});

test("A text that is cut is cut between letters, and holds no half of one", () => {
  const smile = "\u{1F600}";
  assert.deepEqual(read(`failed {"item":"${"i".repeat(499)}${smile}","reason":"${"r".repeat(999)}${smile}"}\n`), [
    { kind: "failed", item: "i".repeat(499), reason: "r".repeat(999) },
  ]);
  assert.deepEqual(read('failed {"item":"a\\ud83d","reason":"\\ude00"}\n'), [{ kind: "failed", item: "a\ufffd", reason: "\ufffd" }]);
  assert.deepEqual(read(`progress 1 2 ${"p".repeat(199)}${smile}\nprogress 1 2 a\u0000b\n`), [
    { kind: "progress", done: 1, total: 2, text: "p".repeat(199) },
    { kind: "progress", done: 1, total: 2, text: "ab" },
  ]);
});

test("What a program says is one plain line of at most 200 letters, whole, and the last counts", () => {
  const said = (text: string) => summarize(read(text)).said;
  assert.equal(said("say one\nsay  two \u001b[31mred\u202e \n"), "two [31mred");
  assert.equal(said(`say ${"\u{1F600}".repeat(300)}\n`), "\u{1F600}".repeat(200));
  assert.equal(said("say whole\nsay cut o"), "whole");
  assert.deepEqual(reasons("say \n"), ["1 say needs a sentence"]);
});

test("Lines that cannot be used are noted with their number", () => {
  assert.deepEqual(
    reasons(
      'state {}\nstate 7\nstate {"a":\nhello\ncount made 3\ncount created -1\nfailed {"reason":"x"}\nprogress x\nstate {"a":"\\u0000"}\n\ncount created 1\n',
    ),
    [
      "1 state {} is empty and replaces nothing",
      "2 state needs a JSON object",
      "3 the JSON is not valid",
      "4 `hello` is not a message; known: state, options, result, would, failed, count, progress, say",
      "5 count needs one of created, updated, skipped, failed and a number",
      "6 count needs a whole number that is not negative",
      "7 failed needs an item",
      "8 progress needs a number, then a number or `-`, then text",
      "9 the JSON holds a NUL character",
      "count",
    ],
  );
});

test("Sizes and numbers have limits, and the reader goes on after them", () => {
  const big = `state {"a":"${"x".repeat(1_100_000)}"}\n`;
  assert.deepEqual(
    reasons(`${big}count created 1\nwould "${"x".repeat(70_000)}"\ncount created 1\n`).map((reason) => reason.slice(0, 20)),
    ["1 the line is longer", "count", "3 the line is longer", "count"],
  );
  assert.match(reasons(`state {"a":${"[".repeat(70)}${"]".repeat(70)}}\n`)[0] ?? "", /nested/);
  assert.match(reasons(`state ${"[".repeat(500_000)}\n`)[0] ?? "", /not valid/);
  const items = summarize(read(Array.from({ length: 1500 }, (_, index) => `failed {"item":"${index}"}\n`).join("")));
  assert.deepEqual([items.failedItems.length, items.failedTotal, failedCount(items)], [1000, 1500, 1500]);
  const reader = new MessageReader();
  const notes = reader.push(Buffer.from("x\n".repeat(250)));
  assert.deepEqual([notes.length, reader.notesDropped], [100, 150]);
});

test("A last line without newline counts only when it cannot have been cut", () => {
  assert.deepEqual(reasons('state {"a":1}'), ["state"]);
  assert.deepEqual(reasons("count created 3"), ["1 the line was cut off"]);
  assert.deepEqual(reasons('state {"a":1'), ["1 the JSON is not valid"]);
});

const state = fc
  .dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minKeys: 1, maxKeys: 4 })
  .filter((value) => !JSON.stringify(value).includes("\\u0000"));
const line = fc.oneof(
  state.map((value) => `state ${JSON.stringify(value)}`),
  fc
    .tuple(fc.constantFrom("created", "updated", "skipped", "failed", "made"), fc.integer({ min: -5, max: 50 }))
    .map(([what, by]) => `count ${what} ${by}`),
  fc.string({ unit: "binary" }),
  fc.constantFrom("state {}", "state null", "state", "state {", "progress 1 2 x", "failed {}", ""),
);

test("However the bytes are cut up, the same messages come out", () => {
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 40 })), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
      const chunks: Buffer[] = [];
      let from = 0;
      for (const cut of cuts) chunks.push(bytes.subarray(from, (from += cut)));
      chunks.push(bytes.subarray(from));
      assert.deepEqual(readAll(chunks), readAll([bytes]));
    }),
  );
});

test("No bytes make the reader throw", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => void readAll(chunks)));
});

test("Killed at any byte, the state is one that was sent, and never an older one than the last whole line", () => {
  fc.assert(
    fc.property(fc.array(state, { minLength: 1, maxLength: 6 }), fc.nat(), (states, kill) => {
      const lines = states.map((value) => `state ${JSON.stringify(value)}\n`);
      const bytes = Buffer.from(lines.join(""));
      const cut = kill % (bytes.length + 1);
      const kept = summarize(readAll([bytes.subarray(0, cut)])).state;
      let whole = -1;
      for (let length = 0; whole + 1 < lines.length && length + Buffer.byteLength(lines[whole + 1] ?? "") <= cut; whole++)
        length += Buffer.byteLength(lines[whole + 1] ?? "");
      const allowed: (JsonObject | null)[] = [whole < 0 ? null : (JSON.parse(JSON.stringify(states[whole])) as JsonObject)];
      if (states[whole + 1]) allowed.push(JSON.parse(JSON.stringify(states[whole + 1])) as JsonObject);
      assert.ok(allowed.some((one) => JSON.stringify(one) === JSON.stringify(kept)));
    }),
    { numRuns: 1000 },
  );
});
