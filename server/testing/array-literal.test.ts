import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { arrayOf, arrayOfTexts, transaction } from "../base/db/index.ts";
import { openWorld } from "./index.ts";

const world = await openWorld();

test("any texts come back from an array as they went in", async () => {
  const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("", "NULL", "null", '"', "\\", "{}", ",", " a ", '\\"', "\n"));
  const usable = text.map((one) => one.replaceAll("\0", "").toWellFormed());
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(usable), { maxLength: 20 }), async (values) => {
      const row = await transaction(world.engine, ({ tx }) =>
        tx.row<{ back: (string | null)[] }>("select $1::text[] as back", [arrayOfTexts(values)]),
      );
      assert.deepEqual(row?.back, values);
    }),
    { numRuns: 100 },
  );
});

test("numbers and nothing come back as they went in", async () => {
  const row = await transaction(world.engine, ({ tx }) =>
    tx.row<{ numbers: (number | null)[]; none: number[] }>("select $1::float8[] as numbers, $2::int[] as none", [
      arrayOf([0, -1.5, null, 1e21]),
      arrayOf([]),
    ]),
  );
  assert.deepEqual(row, { numbers: [0, -1.5, null, 1e21], none: [] });
});
