import assert from "node:assert/strict";
import { test } from "node:test";
import { budgetBytes, readBudget, type Budget } from "./read-budget.ts";

const usual: Budget = { days: 90, size: { part: 0.2 } };

test("days and a size are read in any order, and what is left out is as usual", () => {
  const read = (text?: string): Budget => readBudget("STOA_KEEP_LOGS", text, usual);
  assert.deepEqual(read(), usual);
  assert.deepEqual(read("30d"), { days: 30, size: { part: 0.2 } });
  assert.deepEqual(read("1.5GB, 7d"), { days: 7, size: { bytes: 1_500_000_000 } });
  assert.deepEqual(read("10%"), { days: 90, size: { part: 0.1 } });
  assert.deepEqual([budgetBytes(read("10%"), 1000), budgetBytes(read("5M"), 1000)], [100, 5_000_000]);
  for (const wrong of ["90", "0d", "120%", "20 GB", "-1d", "GB"]) assert.throws(() => read(wrong), /STOA_KEEP_LOGS has/, wrong);
});
