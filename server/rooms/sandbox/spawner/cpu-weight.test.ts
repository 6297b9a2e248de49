import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { BoxesWeight, slotWeight, weightWriter } from "./cpu-weight.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-cpu-weight-"));
after(() => rmSync(folder, { recursive: true }));

/** The control files of a group, as a kernel that can or cannot make it idle has them. */
function group(name: string, files: string[]) {
  const at = join(folder, name);
  mkdirSync(at);
  for (const file of files) writeFileSync(join(at, file), "untouched");
  const read = () => Object.fromEntries(files.map((file) => [file, readFileSync(join(at, file), "utf8")]));
  return { at, read };
}

test("an idle group is woken before it is given a weight; version 1 counts in 1,024", () => {
  const { at, read } = group("v1", ["cpu.shares", "cpu.idle"]);
  const write = weightWriter(at, "cpu.shares");
  write(800);
  assert.deepEqual(read(), { "cpu.shares": "8192", "cpu.idle": "0" });
  write("idle");
  assert.deepEqual(read(), { "cpu.shares": "8192", "cpu.idle": "1" });
  write(50);
  assert.deepEqual(read(), { "cpu.shares": "512", "cpu.idle": "0" });
});

test("a kernel that has no idle groups gives the least weight instead", () => {
  const { at, read } = group("old", ["cpu.weight"]);
  const write = weightWriter(at, "cpu.weight");
  write("idle");
  assert.deepEqual(read(), { "cpu.weight": "1" });
  write(800);
  assert.deepEqual(read(), { "cpu.weight": "800" });
});

test("where somebody else may write too it is written again after a while", () => {
  const { at, read } = group("shared", ["cpu.weight", "cpu.idle"]);
  const untouched = (): void => ["cpu.weight", "cpu.idle"].forEach((file) => writeFileSync(join(at, file), "untouched"));
  const write = weightWriter(at, "cpu.weight", 0);
  write("idle");
  untouched();
  write("idle");
  assert.deepEqual(read(), { "cpu.weight": "untouched", "cpu.idle": "1" });
  const once = weightWriter(at, "cpu.weight");
  once(50);
  untouched();
  once(50);
  assert.deepEqual(read(), { "cpu.weight": "untouched", "cpu.idle": "untouched" });
});

test("all boxes together are idle while every one that runs is, and stay as they are while none does", () => {
  const all: unknown[] = [];
  const boxes = new BoxesWeight((weight) => void (all.at(-1) !== weight && all.push(weight)));
  const [one, two] = [slotWeight("one", undefined, boxes), slotWeight("two", undefined, boxes)];
  one.setWeight("idle");
  two.setWeight(800);
  two.rest();
  one.rest();
  two.setWeight("idle");
  one.setWeight(800);
  assert.deepEqual(all, [50, "idle", 50, "idle", 50]);
});
