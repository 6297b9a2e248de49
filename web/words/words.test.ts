import { test } from "node:test";
import assert from "node:assert/strict";
import { sayCron } from "./say-cron.ts";

test("common schedules are said in words, others as they are", () => {
  const said: [string | null, string][] = [
    [null, "Only when asked"],
    ["*/15 * * * *", "Every 15 minutes"],
    ["0 * * * *", "Every hour"],
    ["7 * * * *", "Every hour at :07"],
    ["30 2 * * *", "Every day at 02:30"],
    ["0 6 * * 1-5", "Monday to Friday at 06:00"],
    ["0 6 * * 7", "Every Sunday at 06:00"],
    ["0 */6 * * *", "Every 6 hours"],
    ["0 3 1 * *", "On day 1 of the month at 03:00"],
    ["0,30 8-18 * * 1-5", "0,30 8-18 * * 1-5"],
  ];
  for (const [line, words] of said) assert.equal(sayCron(line), words);
});
