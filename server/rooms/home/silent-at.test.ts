import assert from "node:assert/strict";
import { test } from "node:test";
import { silentAt, type Expected } from "./silent-at.ts";

const at = (text: string): number => Date.parse(text);
const minute = 60_000;

function silence(over: Partial<Expected> & { anchor: string }): string | null {
  const { anchor, ...more } = over;
  const due = silentAt({ schedule: null, zone: "UTC", successes: [], jitterMs: 0, anchorAt: at(anchor), ...more });
  return due === null ? null : new Date(due).toISOString().slice(0, 16);
}

test("by a schedule: when its second next run should have worked, never before twice the interval", () => {
  assert.equal(silence({ schedule: "0 * * * *", anchor: "2026-01-05T10:00:20Z" }), "2026-01-05T12:06");
  assert.equal(silence({ schedule: "0 * * * *", anchor: "2026-01-05T10:59:00Z" }), "2026-01-05T12:59");
  assert.equal(silence({ schedule: "*/5 * * * *", anchor: "2026-01-05T10:00:02Z" }), "2026-01-05T10:12");
  assert.equal(silence({ schedule: "0 3 * * *", zone: "Europe/Berlin", anchor: "2026-01-05T02:00:30Z" }), "2026-01-07T03:00");
  assert.equal(silence({ schedule: "0 * * * *", anchor: "2026-01-05T10:00:20Z", jitterMs: 10 * minute }), "2026-01-05T12:16");
});

test("a line of working days is not silent over the weekend", () => {
  const line = { schedule: "0 9 * * 1-5" };
  assert.equal(silence({ ...line, anchor: "2026-01-08T09:00:30Z" }), "2026-01-12T10:00", "Thursday: Friday, then Monday");
  assert.equal(silence({ ...line, anchor: "2026-01-09T09:00:30Z" }), "2026-01-13T10:00", "Friday: Monday, then Tuesday");
});

test("a line that names no further time expects nothing", () => {
  assert.equal(silence({ schedule: "0 0 30 2 *", anchor: "2026-01-05T10:00:00Z" }), null);
});

test("without a schedule: twice the median between the last successes, at least an hour, once there are four", () => {
  const every = (gaps: number[]): number[] => {
    let last = at("2026-01-05T00:00:00Z");
    return [last, ...gaps.map((gap) => (last += gap * minute))];
  };
  assert.equal(silence({ successes: every([60, 60]), anchor: "2026-01-05T02:00:00Z" }), null);
  assert.equal(silence({ successes: every([60, 600, 90]), anchor: "2026-01-05T12:30:00Z" }), "2026-01-05T15:30");
  assert.equal(silence({ successes: every([60, 600, 90, 120]), anchor: "2026-01-05T14:30:00Z" }), "2026-01-05T18:00", "between 90 and 120");
  assert.equal(silence({ successes: every([1, 1, 1]), anchor: "2026-01-05T00:03:00Z" }), "2026-01-05T01:03");
});
