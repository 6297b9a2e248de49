import assert from "node:assert/strict";
import { test } from "node:test";
import { frame, FrameReader } from "./frames.ts";

const bytes = Buffer.concat([frame("b"), frame("o", "a".repeat(40)), frame("x", "{}"), frame("e"), frame("x", "end")]);

/** What a reader tells of the bytes cut into pieces of this size, parts of output put together. */
function read(size: number, inParts: string): { told: string[]; pieces: number } {
  const told: string[] = [];
  let [last, pieces] = ["", 0];
  const reader = new FrameReader(
    (type, payload) => {
      pieces += 1;
      if (type === "o" && last === "o") told.push(`${told.pop()}${payload.toString()}`);
      else told.push(`${type} ${payload.toString()}`);
      last = type;
    },
    { inParts },
  );
  for (let at = 0; at < bytes.length; at += size) {
    const piece = Buffer.from(bytes.subarray(at, at + size));
    reader.push(piece);
    piece.fill("!");
  }
  return { told, pieces };
}

test("wherever the bytes are cut, the same frames come, whole or in parts", () => {
  const told = ["b ", `o ${"a".repeat(40)}`, "x {}", "e ", "x end"];
  for (let size = 1; size <= bytes.length; size++) {
    assert.deepEqual(read(size, ""), { told, pieces: 5 }, `whole, ${size}`);
    assert.deepEqual(read(size, "oem").told, told, `in parts, ${size}`);
  }
  assert.ok(read(16, "oem").pieces > 5);
});
