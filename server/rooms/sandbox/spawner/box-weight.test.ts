import assert from "node:assert/strict";
import { test } from "node:test";
import { BoxWeight } from "./box-weight.ts";

test("a box is new for its first second of processor, then idle", () => {
  const weight = new BoxWeight();
  assert.equal(weight.next(0, false, 1_000), 30);
  assert.equal(weight.next(900_000, false, 2_000), 30);
  assert.equal(weight.next(1_100_000, false, 2_200), "idle");
  assert.equal(weight.next(4_000_000, false, 6_000), "idle");
});

test("what nobody waits for is idle from its start", () => {
  const weight = new BoxWeight();
  assert.equal(weight.next(0, true, 0), "idle");
  assert.equal(weight.next(200_000, true, 200), "idle");
  assert.equal(weight.next(200_000, false, 300), 30, "a run took it up");
});

test("one that is given next to nothing for five seconds comes on for one look; one that has its part does not", () => {
  const starved = new BoxWeight();
  const fed = new BoxWeight();
  const seen = { starved: [] as unknown[], fed: [] as unknown[] };
  for (let now = 0; now <= 20_000; now += 200) {
    seen.starved.push(starved.next(2e6 + now, false, now));
    seen.fed.push(fed.next(2e6 + now * 100, false, now));
  }
  assert.equal(seen.starved.filter((weight) => weight === 30).length, 4);
  assert.equal(seen.starved.filter((weight) => weight === "idle").length, 97);
  assert.ok(seen.fed.every((weight) => weight === "idle"));
});
